import type { ReactNode } from 'react'
import { FieldList, ObjectLink } from '#components/api-reference/field-list'
import { Prose } from '#components/api-reference/prose'
import { Code, CodeBlock } from '#components/ui/copy/code'
import { Icon } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { ApiCall } from '#lib/loaders/views'

/** A call: one line that names it, and all about it one click away. */
export function CallDetails({ call }: { call: ApiCall }) {
  const t = translations('apiReference')
  const words = translations('words')
  return (
    <details>
      <summary className="api-call">
        <h3>
          <span className="font-semibold">{call.methods.join(', ')}</span> {call.path}
        </h3>
        <p lang="en" className="text-soft">
          {call.summary}
        </p>
        <Icon name="chevron" className="turns-when-open size-4" />
      </summary>
      {/* The browser opens what an address leads into; the name of the call stays in view. */}
      <div id={call.id} className="grid scroll-mt-24 grid-cols-[minmax(0,1fr)] gap-6 pt-1 pb-8">
        <p className="max-w-prose">
          <Prose text={call.description} />
        </p>
        <p className="flex flex-wrap items-center gap-2">
          <span className="label">{t('permission')}</span>
          <Tag tone={call.permission === null ? 'quiet' : 'info'}>{call.permission ?? t('anyKey')}</Tag>
        </p>
        <CodeBlock text={call.curl} copy={words('copy')} copied={words('copied')} />
        {call.parameters.length > 0 && (
          <Part title={t('parameters')}>
            <FieldList fields={call.parameters} />
          </Part>
        )}
        {call.body !== null && (
          <Part title={t('body')}>
            {call.body === 'anything' ? <p>{t('anyBody')}</p> : <FieldList fields={call.body} />}
          </Part>
        )}
        <Part title={t('answer')}>
          <p className="mb-2">
            <Prose text={call.answer.description} />{' '}
            {call.answer.object !== null && <ObjectLink name={call.answer.object}>{call.answer.object}</ObjectLink>}
          </p>
          <FieldList fields={call.answer.fields} />
        </Part>
        <Part title={t('problems')}>
          <Refusals refusals={call.refusals} />
        </Part>
      </div>
    </details>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="mb-2 font-semibold">{title}</h4>
      {children}
    </div>
  )
}

/** What to do about each stands once, below. */
function Refusals({ refusals }: Pick<ApiCall, 'refusals'>) {
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1">
      {refusals.map(({ status, codes }) => (
        <li key={status} className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-soft">{status}</span>
          {codes.map((code) => (
            <a key={code} href={`#${code}`} className="prose-link inline-flex min-h-6 items-center">
              <Code>{code}</Code>
            </a>
          ))}
        </li>
      ))}
    </ul>
  )
}
