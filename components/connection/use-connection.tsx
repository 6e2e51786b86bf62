import { Moment } from '#components/time/moment'
import { CodeBlock } from '#components/ui/code'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** How a program gets at it, with the right id, and which keys may. */
export function UseConnection({ connection }: { connection: ConnectionDetail }) {
  const t = translations('use')
  const words = translations('words')
  const { id, apiUrl, keys } = connection
  const line = `curl -X POST -H "Authorization: Bearer $MOORING_KEY" ${apiUrl}/connections/${id}/token`
  return (
    <Section id="use" title={t('title')} lead={t('lead')}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 pt-5">
        <CodeBlock text={line} copy={words('copy')} copied={words('copied')} />
        <div>
          <h3 className="label">{t('keys')}</h3>
          {keys.length === 0 && <p>{t('none')}</p>}
          <ul>
            {keys.map(({ id: key, name, lastUsedAt }) => (
              <li key={key}>
                {lastUsedAt
                  ? t.rich('key', { name, used: () => <Moment key="used" at={lastUsedAt} relative /> })
                  : t('keyUnused', { name })}
              </li>
            ))}
          </ul>
        </div>
        <p>
          <a href="/api-keys" className="prose-link inline-flex min-h-11 items-center">
            {t('make')}
          </a>
        </p>
      </div>
    </Section>
  )
}
