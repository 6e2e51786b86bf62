import { getTranslations } from '#i18n/server'

export async function SiteFooter({ signedIn }: { signedIn: boolean }) {
  const [t, product] = await Promise.all([getTranslations('chrome'), getTranslations('product')])
  return (
    <footer className="mt-20 border-t border-hairline">
      <div className="page-width gap-y-2 py-6 text-sm text-soft">
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
