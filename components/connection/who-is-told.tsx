import { Icon } from '#components/ui/icon'
import { formatter, translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** Who will be told when it breaks. Nobody is a warning, and a quiet one: it works. */
export function WhoIsTold({ toldByMail }: Pick<ConnectionDetail, 'toldByMail'>) {
  const t = translations('mail.whoIsTold')
  const isNobody = toldByMail.length === 0
  return (
    <section aria-labelledby="who-is-told">
      <h2 id="who-is-told" className="label">
        {t('title')}
      </h2>
      <p className={`${isNobody ? 'tone-attention' : ''} flex items-start gap-2 [overflow-wrap:anywhere]`}>
        {isNobody && <Icon name="alert" className="mt-1 size-4.5 text-tone-ink" />}
        <span>{isNobody ? t('nobody') : t('told', { addresses: formatter().list(toldByMail) })}</span>
      </p>
      <a href="/notifications" className="prose-link inline-flex min-h-11 items-center">
        {t('set')}
      </a>
    </section>
  )
}
