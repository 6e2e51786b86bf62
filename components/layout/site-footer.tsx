import { getTranslations } from 'next-intl/server'

export async function SiteFooter({ signedIn }: { signedIn: boolean }) {
  const [t, product] = await Promise.all([getTranslations('chrome'), getTranslations('product')])
  return (
    <footer className="mt-20 border-t border-hairline">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-6 text-sm text-soft sm:px-8">
        <p>
          <span className="text-ink">{product('name')}</span>, {product('descriptor')}. {product('notAffiliated')}
        </p>
        {signedIn && (
          <nav aria-label={t('footerNavigation')}>
            <a href="/setup" className="prose-link inline-flex min-h-11 items-center">
              {t('setup')}
            </a>
          </nav>
        )}
      </div>
    </footer>
  )
}
