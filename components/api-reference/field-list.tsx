import { Prose } from '#components/api-reference/prose'
import { Code } from '#components/ui/copy/code'
import { translations } from '#i18n/server'
import type { ApiField } from '#lib/loaders/views'

/** The fields of a body, an answer or an address. */
export function FieldList({ fields }: { fields: ApiField[] }) {
  return (
    <dl>
      {fields.map((field) => (
        <Field key={field.name} field={field} />
      ))}
    </dl>
  )
}

function Field({ field }: { field: ApiField }) {
  const t = translations('apiReference')
  const { name, type, object, description, choices, usual, place } = field
  return (
    <div className="api-field">
      <dt>
        <Code>{name}</Code>
      </dt>
      <dd className="text-soft">
        {object === null ? <Code>{type}</Code> : <ObjectLink name={object}>{type}</ObjectLink>}
      </dd>
      <dd>
        {description !== null && (
          <p>
            <Prose text={description} />
          </p>
        )}
        {choices.length > 0 && (
          <p className="note">
            {t('choices')} <Code>{choices.join(', ')}</Code>
          </p>
        )}
        {place !== null && place !== 'query' && <p className="note">{t(`places.${place}`)}</p>}
        {usual !== null && <p className="note">{t('usual', { value: usual })}</p>}
      </dd>
    </div>
  )
}

export function ObjectLink({ name, children }: { name: string; children: string }) {
  return (
    <a href={`#${name}`} className="prose-link">
      <Code>{children}</Code>
    </a>
  )
}
