import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { permissionText } from '#components/permissions/permission-text'
import { SignInCauses } from '#components/sign-in/sign-in-causes'
import { Code } from '#components/ui/copy/code'
import { Fact, Facts } from '#components/ui/facts'
import { buttonClass } from '#components/ui/form/button-class'
import { signInErrorKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { RefusedScopesView } from '#lib/loaders/views'

/** Failures that only an administrator can mend. */
const OPERATORS: ReadonlySet<string> = new Set(['config_error', 'provider_rejected', 'scope_refused', 'clock_wrong'])

/** Failures of the way there and back, where one of the usual causes may stand behind them. */
const OF_THE_WAY: ReadonlySet<string> = new Set([
  ...['flow_expired', 'flow_invalid', 'flow_replayed', 'flow_superseded'],
  ...['provider_lost_track', 'provider_page_used', 'code_refused', 'other'],
])

/** Failures after which something may have been stored all the same: by another attempt, or by a database that fell silent. */
function isUnsure(key: string): key is 'flow_replayed' | 'storage_unavailable' {
  return key === 'flow_replayed' || key === 'storage_unavailable'
}

interface SignInFailureProps {
  /** A code from the address; only known ones have words of their own. */
  code: string
  reference: string | null
  /** With which scopes left out the same can be begun again. */
  refused: RefusedScopesView | null
  signedIn: boolean
  connect: ConnectAction
}

/** What failed, whether anything was stored, and one safe way to go on. */
export async function SignInFailure({ code, reference, refused, signedIn, connect }: SignInFailureProps) {
  const t = translations('signInError')
  const start = translations('connect')
  const key = signInErrorKey(code) ?? 'other'
  const leftOut = await Promise.all((refused?.scopes ?? []).map(permissionText))
  return (
    <div className="max-w-3xl py-4 sm:py-8">
      <p className="label">{t('title')}</p>
      <h1 className="display mt-2 max-w-[24ch]">{t(`codes.${key}.title`)}</h1>
      <p className="mt-4 max-w-[58ch] sm:text-[1.0625rem]">{t(`codes.${key}.body`)}</p>
      <div className="mt-7 flex flex-col gap-x-5 gap-y-3 sm:flex-row sm:items-center">
        {key === 'other_owner' ? (
          <ConnectForm action={connect} intent="connect" pending={start('pending')}>
            {t('codes.other_owner.own')}
          </ConnectForm>
        ) : (
          <ConnectForm
            action={connect}
            intent="sign-in"
            pending={start('pending')}
            {...(refused && { retry: refused.retry })}
          >
            {t(refused ? 'retry' : 'startAgain')}
          </ConnectForm>
        )}
        {OPERATORS.has(key) && (
          <a href="/setup" className={buttonClass('secondary')}>
            {t('setup')}
          </a>
        )}
        {signedIn && (key === 'account_conflict' || key === 'nobody_to_join') && (
          <a href="/account/join" className={buttonClass('secondary')}>
            {t('join')}
          </a>
        )}
        {signedIn && (
          <a href="/connections" className={buttonClass('secondary')}>
            {t('connections')}
          </a>
        )}
        {key !== 'other_owner' && <p className="text-sm text-soft">{t('startAgainNote')}</p>}
      </div>
      <div className="mt-10">
        <Facts>
          <Fact name={t('stored')}>{isUnsure(key) ? t(`codes.${key}.stored`) : t('nothingStored')}</Fact>
          {refused && (
            <Fact name={t('leftOut')} note={t('leftOutNote')}>
              {leftOut.map(({ title }) => title).join(', ')}
            </Fact>
          )}
          {reference && (
            <Fact name={t('reference')} note={t('referenceNote')}>
              <Code>{reference}</Code>
            </Fact>
          )}
        </Facts>
      </div>
      {OF_THE_WAY.has(key) && <SignInCauses />}
    </div>
  )
}
