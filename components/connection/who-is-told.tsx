import { Icon } from '#components/ui/icon'
import { formatter, translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** Who will be told when it breaks. Nobody is a warning, and a quiet one: it works. */
export function WhoIsTold({ toldByMail, toldByWebhook }: Pick<ConnectionDetail, 'toldByMail' | 'toldByWebhook'>) {
  const t = translations('mail.whoIsTold')
  const isNobody = toldByMail.length + toldByWebhook === 0
  return (
    <section aria-labelledby="who-is-told">
      <h2 id="who-is-told" className="label">
        {t('title')}
      </h2>
      {isNobody && (
        <p className="tone-attention flex items-start gap-2">
          <Icon name="alert" className="mt-1 size-4.5 text-tone-ink" />
          <span>{t('nobody')}</span>
        </p>
      )}
      {toldByMail.length > 0 && (
        <p className="[overflow-wrap:anywhere]">{t('told', { addresses: formatter().list(toldByMail) })}</p>
      )}
      {toldByWebhook > 0 && <p>{t('webhooks', { count: toldByWebhook })}</p>}
      <a href="/notifications" className="prose-link inline-flex min-h-11 items-center">
        {t('set')}
      </a>
    </section>
  )
}
