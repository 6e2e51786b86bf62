import { getTranslations } from 'next-intl/server'
import { Brand } from '#components/layout/brand'
import { EnvironmentBadge } from '#components/layout/environment-badge'
import { SubmitButton } from '#components/ui/submit-button'
import type { EnvironmentName } from '#lib/loaders/views'

interface SiteHeaderProps {
  environment: EnvironmentName
  signedIn: boolean
  signOut: () => Promise<void>
}

const LINK = 'inline-flex min-h-11 items-center rounded-sm px-2 font-medium text-soft hover:text-ink sm:px-3'

export async function SiteHeader({ environment, signedIn, signOut }: SiteHeaderProps) {
  const [t, product] = await Promise.all([getTranslations('chrome'), getTranslations('product')])
  return (
    <header className="border-b border-hairline bg-sheet">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center justify-between gap-x-6 px-5 py-2 sm:px-8">
        <div className="flex items-center gap-4">
          <Brand name={product('name')} label={t('home')} />
          <EnvironmentBadge environment={environment} />
        </div>
        {signedIn && (
          <nav
            aria-label={t('mainNavigation')}
            className="-mx-2 flex w-full items-center justify-between text-[0.9375rem] sm:mx-0 sm:w-auto"
          >
            <a href="/connections" className={LINK}>
              {t('connections')}
            </a>
            <a href="/sessions" className={LINK}>
              {t('sessions')}
            </a>
            <form action={signOut}>
              <SubmitButton pending={t('signingOut')} variant="plain" className="px-2! sm:-mr-3 sm:px-3!">
                {t('signOut')}
              </SubmitButton>
            </form>
          </nav>
        )}
      </div>
    </header>
  )
}
