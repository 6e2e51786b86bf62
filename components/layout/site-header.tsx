import { Brand } from '#components/layout/brand'
import { EnvironmentBadge } from '#components/layout/environment-badge'
import { NavLink } from '#components/layout/nav-link'
import { buttonClass } from '#components/ui/form/button-class'
import { SubmitButton } from '#components/ui/form/submit-button'
import { translations } from '#i18n/server'
import type { EnvironmentName } from '#lib/loaders/views'

interface SiteHeaderProps {
  environment: EnvironmentName
  signedIn: boolean
  /** Of whoever is signed in; null when Qonto told none. */
  name: string | null
}

/** One row. Where the links do not fit they are a menu, which the browser opens and closes without a script. */
export function SiteHeader({ environment, signedIn, name }: SiteHeaderProps) {
  const t = translations('chrome')
  const product = translations('product')
  return (
    <header className="border-b border-hairline bg-sheet">
      <div className="page-width flex-nowrap! py-2">
        <div className="flex min-w-0 items-center gap-x-4">
          <Brand name={product('name')} label={t('home')} />
          <EnvironmentBadge environment={environment} isShort={signedIn} />
        </div>
        {signedIn && (
          <>
            <button type="button" popoverTarget="menu" className={buttonClass('plain', '-mr-3 px-3! lg:hidden')}>
              {t('menu')}
            </button>
            <nav id="menu" popover="auto" aria-label={t('mainNavigation')} className="menu">
              <NavLink href="/connections">{t('connections')}</NavLink>
              <NavLink href="/notifications">{t('notifications')}</NavLink>
              <NavLink href="/sessions">{t('sessions')}</NavLink>
              <NavLink href="/api-keys">{t('apiKeys')}</NavLink>
              <NavLink href="/account">{t('account')}</NavLink>
              <form action="/sign-out" method="post">
                <SubmitButton
                  pending={t('signingOut')}
                  variant="plain"
                  className="px-2! whitespace-nowrap lg:-mr-3 lg:px-3!"
                >
                  {t('signOut')}
                </SubmitButton>
              </form>
              {name && <p className="who">{t('signedInAs', { name })}</p>}
            </nav>
          </>
        )}
      </div>
    </header>
  )
}
