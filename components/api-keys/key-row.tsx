import { callLine } from '#components/api-keys/call-line'
import type { ConnectAction } from '#components/connect-form'
import { RollDialog } from '#components/secret/roll-dialog'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/copy/code'
import { SubmitButton } from '#components/ui/form/submit-button'
import { Tag } from '#components/ui/tag'
import { formatter, translations } from '#i18n/server'
import { OVERLAPS_HOURS } from '#lib/api-keys/key-catalogue'
import type { ApiKeyView } from '#lib/loaders/views'

interface KeyRowProps {
  apiKey: ApiKeyView
  apiUrl: string
  roll: SecretAction
  revoke: (form: FormData) => Promise<void>
  connect: ConnectAction
}

export function KeyRow({ apiKey, apiUrl, roll, revoke, connect }: KeyRowProps) {
  const t = translations('apiKeys')
  return (
    <li className="grid gap-x-8 gap-y-4 border-t border-hairline py-5 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start">
      <div>
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold [overflow-wrap:anywhere]">
          {apiKey.name}
          {apiKey.isExpired && <Tag tone="attention">{t('expired')}</Tag>}
        </h2>
        <p className="mt-1">
          <Code>{`${apiKey.start}…`}</Code>
        </p>
        <KeyFacts apiKey={apiKey} />
        {apiKey.formerUntil && (
          <p className="mt-3 text-soft">
            {t.rich('formerUntil', {
              until: () => apiKey.formerUntil && <Moment key="until" at={apiKey.formerUntil} />,
            })}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-3">
        <RollKey apiKey={apiKey} apiUrl={apiUrl} roll={roll} connect={connect} />
        <form action={revoke} className="w-full sm:w-auto">
          <input type="hidden" name="key" value={apiKey.id} />
          <SubmitButton pending={t('revoking')} variant="secondary">
            <span aria-hidden="true">{t('revoke')}</span>
            <span className="sr-only">{t('revokeOne', { name: apiKey.name })}</span>
          </SubmitButton>
        </form>
      </div>
    </li>
  )
}

function KeyFacts({ apiKey }: Pick<KeyRowProps, 'apiKey'>) {
  const t = translations('apiKeys')
  const detail = translations('connection')
  const format = formatter()
  const { permissions, mayMoveMoney, connections, allowedAddresses, expiresAt } = apiKey
  const rights = [...permissions, ...(mayMoveMoney ? (['money'] as const) : [])]
  const names = connections?.map((name) => name ?? detail('organizationUnknown'))
  return (
    <dl className="mt-3 grid gap-x-8 gap-y-2 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <dt className="label">{t('mayDo')}</dt>
        <dd>{format.list(rights.map((right) => t(`short.${right}`)))}</dd>
      </div>
      <div>
        <dt className="label">{t('reach')}</dt>
        <dd>{names ? format.list(names) : t('all')}</dd>
      </div>
      <div>
        <dt className="label">{t('expires')}</dt>
        <dd>{expiresAt ? <Moment at={expiresAt} shape="day" relative stacked /> : t('never')}</dd>
      </div>
      <div>
        <dt className="label">{t('lastUsed')}</dt>
        <dd>
          <LastUse apiKey={apiKey} />
        </dd>
      </div>
      {allowedAddresses.length > 0 && (
        <div>
          <dt className="label">{t('from')}</dt>
          <dd>{allowedAddresses.join(', ')}</dd>
        </div>
      )}
    </dl>
  )
}

function LastUse({ apiKey: { lastUsedAt, lastUsedFrom, callsToday } }: Pick<KeyRowProps, 'apiKey'>) {
  const t = translations('apiKeys')
  return (
    <>
      {lastUsedAt ? <Moment at={lastUsedAt} relative stacked /> : t('neverUsed')}
      {lastUsedFrom !== null && <span className="block text-soft">{t('usedFrom', { address: lastUsedFrom })}</span>}
      {callsToday > 0 && <span className="block text-soft">{t('callsToday', { count: callsToday })}</span>}
    </>
  )
}

function RollKey({ apiKey, apiUrl, roll, connect }: Omit<KeyRowProps, 'revoke'>) {
  const t = translations('apiKeys')
  const title = t('rollTitle', { name: apiKey.name })
  return (
    <RollDialog id={apiKey.id} texts={{ roll: t('roll'), title, lead: t('rollLead'), close: t('close') }}>
      <SecretForm
        action={roll}
        lines={[callLine(apiUrl)]}
        signIn={<SignInForSecret connect={connect} backTo="/api-keys" />}
        texts={secretTexts({ submit: t('rollNow'), pending: t('rolling'), secret: t('secret') })}
      >
        <input type="hidden" name="key" value={apiKey.id} />
        <label className="field">
          <span>{t('overlap')}</span>
          <select name="overlap" defaultValue="24">
            {OVERLAPS_HOURS.map((hours) => (
              <option key={hours} value={hours}>
                {t('hours', { hours })}
              </option>
            ))}
          </select>
        </label>
      </SecretForm>
    </RollDialog>
  )
}
