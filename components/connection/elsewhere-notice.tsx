import { buttonClass } from '#components/ui/form/button-class'
import { Notice } from '#components/ui/notice'
import { translations } from '#i18n/server'

/** Whoever signs in with an identity that has granted something to another user may be one person as two users. */
export function ElsewhereNotice() {
  const t = translations('connections')
  const join = translations('join')
  return (
    <Notice tone="info" icon="question" title={t('elsewhereTitle')}>
      <p>{t('elsewhere')}</p>
      <a href="/account/join" className={`${buttonClass('secondary')} mt-3`}>
        {join('link')}
      </a>
    </Notice>
  )
}
