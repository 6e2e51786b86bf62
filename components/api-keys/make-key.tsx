import { callLine } from '#components/api-keys/call-line'
import type { ConnectAction } from '#components/connect-form'
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
  const detail = translations('connection')
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
          <fieldset className="field">
            <legend>{t('reach')}</legend>
            <label className="tick">
              <input type="radio" name="reach" value="all" defaultChecked />
              <span>{t('all')}</span>
            </label>
            {connections.length > 0 && (
              <>
                <label className="tick">
                  <input type="radio" name="reach" value="chosen" />
                  <span>{t('chosen')}</span>
                </label>
                <div className="ml-8 grid gap-x-6 sm:grid-cols-2">
                  {connections.map(({ id, name }) => (
                    <label key={id} className="tick">
                      <input type="checkbox" name="connection" value={id} />
                      <span>{name ?? detail('organizationUnknown')}</span>
                    </label>
                  ))}
                </div>
              </>
            )}
          </fieldset>
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
