import { ExternalLink } from '#components/ui/external-link'
import { translations } from '#i18n/server'
import type { ReceiptView } from '#lib/loaders/views'
import { connectedApps } from '#lib/qonto/web-app'

/** What the result means, and where one sees it at Qonto. */
export function ReceiptApps({ state, environment }: Pick<ReceiptView, 'state' | 'environment'>) {
  const t = translations('receipt')
  return t.rich(state === 'confirmed' ? 'check' : state, {
    apps: (text) => (
      <ExternalLink key="apps" href={connectedApps(environment)} note={t('newTab')}>
        {text}
      </ExternalLink>
    ),
  })
}
