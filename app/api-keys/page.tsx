import { makeApiKey, revokeApiKey, rollApiKey } from '#app/actions/api-key-actions'
import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { titled } from '#app/titled'
import { KeyRow } from '#components/api-keys/key-row'
import { MakeKey } from '#components/api-keys/make-key'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadApiKeys } from '#lib/loaders/load-api-keys'

export const generateMetadata = titled(() => translations('apiKeys')('title'))

export default async function ApiKeysPage() {
  const t = translations('apiKeys')
  const { keys, ...offered } = await loadApiKeys()
  const { apiUrl } = offered
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} />
      {keys.length === 0 ? (
        <p className="text-soft">{t('empty')}</p>
      ) : (
        <ul aria-label={t('list')} className="border-y border-t-edge border-b-hairline">
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              apiUrl={apiUrl}
              roll={rollApiKey}
              revoke={revokeApiKey}
              connect={connectWithQonto}
            />
          ))}
        </ul>
      )}
      <MakeKey {...offered} make={makeApiKey} connect={connectWithQonto} />
      <p className="mt-8">
        <a href="/api-reference" className="prose-link">
          {t('reference')}
        </a>
      </p>
    </>
  )
}
