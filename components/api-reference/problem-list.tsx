import { Prose } from '#components/api-reference/prose'
import { Code } from '#components/ui/copy/code'
import type { ApiReferenceView } from '#lib/loaders/views'

/** Every code, what it means and what to do. A refusal leads here by its `type`. */
export function ProblemList({ problems }: Pick<ApiReferenceView, 'problems'>) {
  return (
    <dl>
      {problems.map(({ code, status, title, mend }) => (
        <div key={code} id={code} className="api-field scroll-mt-6">
          <dt>
            <Code>{code}</Code>
          </dt>
          <dd className="text-soft">{status}</dd>
          <dd>
            <p lang="en" className="font-medium">
              {title}
            </p>
            <p>
              <Prose text={mend} />
            </p>
          </dd>
        </div>
      ))}
    </dl>
  )
}
