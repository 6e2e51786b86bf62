import { CallDetails } from '#components/api-reference/call-details'
import { CallFilter } from '#components/api-reference/call-filter'
import { translations } from '#i18n/server'
import type { ApiCall, ApiReferenceView } from '#lib/loaders/views'

interface CallsProps extends Pick<ApiReferenceView, 'groups'> {
  query: string
}

/** All calls, grouped, with a field to find one. */
export function Calls({ groups, query }: CallsProps) {
  const t = translations('apiReference')
  const most = groups.reduce((sum, { calls }) => sum + calls.length, 0)
  return (
    <CallFilter
      query={query}
      texts={{
        ...{ label: t('find'), hint: t('findHint'), submit: t('findNow') },
        found: Array.from({ length: most + 1 }, (_, count) => t('found', { count })),
      }}
      groups={groups.map(({ name, description, calls }) => ({
        name,
        head: (
          <div className="section-head">
            <div>
              <h2>{name}</h2>
              <p className="mt-1 max-w-prose text-soft">{description}</p>
            </div>
          </div>
        ),
        calls: calls.map((call) => ({ id: call.id, words: wordsOf(call), content: <CallDetails call={call} /> })),
      }))}
    />
  )
}

/** What a call is found by. */
function wordsOf({
  methods,
  path,
  summary,
  description,
  permission,
  parameters,
  body,
  answer,
  refusals,
}: ApiCall): string {
  const fields = [...parameters, ...(body === 'anything' || body === null ? [] : body), ...answer.fields]
  const codes = refusals.flatMap(({ status, codes }) => [String(status), ...codes])
  const names = fields.map(({ name }) => name)
  return [...methods, path, summary, description, permission ?? '', ...names, answer.object ?? '', ...codes]
    .join(' ')
    .toLowerCase()
}
