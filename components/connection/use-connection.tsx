import { Moment } from '#components/time/moment'
import { CodeBlock } from '#components/ui/copy/code'
import { Disclosure } from '#components/ui/disclosure'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** How a program gets at it, with the right id, and which keys may. */
export function UseConnection({ connection }: { connection: ConnectionDetail }) {
  const t = translations('use')
  const { id, apiUrl } = connection
  const address = `${apiUrl}/connections/${id}`
  const authorization = '-H "Authorization: Bearer $MOORING_KEY"'
  return (
    <Section id="use" title={t('title')} lead={t('lead')}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 pt-5">
        <Lines title={t('token')} text={`curl -X POST ${authorization} ${address}/token`} />
        <Lines title={t('call')} text={`curl ${authorization} ${address}/qonto/v2/transactions`} />
        <Disclosure title={t('programs')}>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <Lines title={t('typescript')} text={inTypeScript(address)} />
            <Lines title={t('python')} text={inPython(address)} />
            <p className="text-soft">{t('more')}</p>
          </div>
        </Disclosure>
        <Keys keys={connection.keys} />
        <p>
          <a href="/api-keys" className="prose-link inline-flex min-h-11 items-center">
            {t('make')}
          </a>
        </p>
      </div>
    </Section>
  )
}

function Lines({ title, text }: { title: string; text: string }) {
  const words = translations('words')
  return (
    <div>
      <h3 className="label mb-1">{title}</h3>
      <CodeBlock text={text} copy={words('copy')} copied={words('copied')} />
    </div>
  )
}

function Keys({ keys }: Pick<ConnectionDetail, 'keys'>) {
  const t = translations('use')
  return (
    <div>
      <h3 className="label">{t('keys')}</h3>
      {keys.length === 0 && <p>{t('none')}</p>}
      <ul>
        {keys.map(({ id, name, lastUsedAt }) => (
          <li key={id}>
            {lastUsedAt
              ? t.rich('key', { name, used: () => <Moment key="used" at={lastUsedAt} relative /> })
              : t('keyUnused', { name })}
          </li>
        ))}
      </ul>
    </div>
  )
}

const inTypeScript = (address: string) => `const answer = await fetch('${address}/token', {
  method: 'POST',
  headers: { Authorization: \`Bearer \${process.env.MOORING_KEY}\` },
})
const { access_token } = await answer.json()`

const inPython = (address: string) => `import json, os
from urllib.request import Request, urlopen

headers = {"Authorization": f"Bearer {os.environ['MOORING_KEY']}"}
request = Request("${address}/token", method="POST", headers=headers)
access_token = json.load(urlopen(request))["access_token"]`
