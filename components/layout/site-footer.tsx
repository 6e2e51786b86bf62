import { translations } from '#i18n/server'

interface SiteFooterProps {
  signedIn: boolean
  /** Where the simulator is told what to do; null at a real Qonto. */
  controlRoom: string | null
}

export function SiteFooter({ signedIn, controlRoom }: SiteFooterProps) {
  const t = translations('chrome')
  const product = translations('product')
  return (
    <footer className="mt-20 border-t border-hairline">
      <div className="page-width gap-y-2 py-6 text-sm text-soft">
        <p>
          <span className="text-ink">{product('name')}</span>, {product('descriptor')}. {product('notAffiliated')}
        </p>
        {(signedIn || controlRoom !== null) && (
          <nav aria-label={t('footerNavigation')} className="flex flex-wrap gap-x-6">
            {signedIn && (
              <a href="/setup" className="prose-link inline-flex min-h-11 items-center">
                {t('setup')}
              </a>
            )}
            {controlRoom !== null && (
              <a href={controlRoom} className="prose-link inline-flex min-h-11 items-center">
                {t('controlRoom')}
              </a>
            )}
          </nav>
        )}
      </div>
    </footer>
  )
}
