import { callLine } from '#components/api-keys/call-line'
import type { ConnectAction } from '#components/connect-form'
import { ReachChoices } from '#components/connection/reach-choices'
import { type SecretAction, SecretForm } from '#components/secret/secret-form'
import { secretTexts } from '#components/secret/secret-texts'
import { SignInForSecret } from '#components/secret/sign-in-for-secret'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import { LIFETIMES_DAYS, LONGEST_NAME, PERMISSIONS } from '#lib/api-keys/key-catalogue'
import type { ApiKeysView } from '#lib/loaders/views'

interface MakeKeyProps extends Omit<ApiKeysView, 'keys'> {
  make: SecretAction
  connect: ConnectAction
}

/** What a new key may do, with which connections, for how long and from where. */
export function MakeKey({ apiUrl, connections, moneyScopes, make, connect }: MakeKeyProps) {
  const t = translations('apiKeys')
  return (
    <div className="mt-14">
      <Section id="new" title={t('new')} lead={t('newLead')}>
        <SecretForm
          action={make}
          lines={[callLine(apiUrl)]}
          signIn={<SignInForSecret connect={connect} backTo="/api-keys" />}
          texts={secretTexts({ submit: t('make'), pending: t('making'), secret: t('secret') })}
        >
          <label className="field">
            <span>{t('name')}</span>
            <input name="name" required maxLength={LONGEST_NAME} autoComplete="off" aria-describedby="name-hint" />
            <small id="name-hint">{t('nameHint')}</small>
          </label>
          <PermissionChoices moneyScopes={moneyScopes} />
          <ReachChoices connections={connections} />
          <label className="field">
            <span>{t('lifetime')}</span>
            <select name="lifetime" defaultValue="90" aria-describedby="lifetime-hint">
              {LIFETIMES_DAYS.map((days) => (
                <option key={days} value={days ?? ''}>
                  {days === null ? t('forever') : t('days', { days })}
                </option>
              ))}
            </select>
            <small id="lifetime-hint">{t('foreverHint')}</small>
          </label>
          <label className="field">
            <span>{t('addresses')}</span>
            <input name="addresses" autoComplete="off" spellCheck={false} aria-describedby="addresses-hint" />
            <small id="addresses-hint">{t('addressesHint')}</small>
          </label>
        </SecretForm>
      </Section>
    </div>
  )
}

function PermissionChoices({ moneyScopes }: Pick<ApiKeysView, 'moneyScopes'>) {
  const t = translations('apiKeys')
  return (
    <fieldset className="field">
      <legend>{t('mayDo')}</legend>
      {PERMISSIONS.map((permission) => (
        <div key={permission}>
          <label className="tick">
            <input
              type="checkbox"
              name="permission"
              value={permission}
              defaultChecked={permission === 'connections:read'}
            />
            <span>{t(`permissions.${permission}`)}</span>
          </label>
          {permission === 'qonto:write' && (
            <label className="tick ml-8">
              <input type="checkbox" name="money" />
              <span>{t('money', { granted: moneyScopes.length, scopes: moneyScopes.join(', ') })}</span>
            </label>
          )}
        </div>
      ))}
    </fieldset>
  )
}
