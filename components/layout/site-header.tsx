import { Brand } from '#components/layout/brand'
import { EnvironmentBadge } from '#components/layout/environment-badge'
import { NavLink } from '#components/layout/nav-link'
import { SubmitButton } from '#components/ui/submit-button'
import { translations } from '#i18n/server'
import type { EnvironmentName } from '#lib/loaders/views'

interface SiteHeaderProps {
  environment: EnvironmentName
  signedIn: boolean
}

export function SiteHeader({ environment, signedIn }: SiteHeaderProps) {
  const t = translations('chrome')
  const product = translations('product')
  return (
    <header className="border-b border-hairline bg-sheet">
      <div className="page-width py-2">
        <div className="flex items-center gap-4">
          <Brand name={product('name')} label={t('home')} />
          <EnvironmentBadge environment={environment} />
        </div>
        {signedIn && (
          <nav
            aria-label={t('mainNavigation')}
            className="-mx-1 flex w-full flex-wrap items-center justify-between text-[0.9375rem] sm:mx-0 sm:w-auto"
          >
            <NavLink href="/connections">{t('connections')}</NavLink>
            <NavLink href="/notifications">{t('notifications')}</NavLink>
            <NavLink href="/sessions">{t('sessions')}</NavLink>
            <NavLink href="/api-keys">{t('apiKeys')}</NavLink>
            <NavLink href="/account">{t('account')}</NavLink>
            <form action="/sign-out" method="post">
              <SubmitButton pending={t('signingOut')} variant="plain" className="px-1! sm:-mr-3 sm:px-3!">
                {t('signOut')}
              </SubmitButton>
            </form>
          </nav>
        )}
      </div>
    </header>
  )
}
