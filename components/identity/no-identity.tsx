import { EmptyState } from '#components/ui/empty-state'
import { Notice } from '#components/ui/notice'
import { getTranslations } from '#i18n/server'

/** Why there is no identity to show: there is none, it cannot be opened, or it is not one. */
export async function NoIdentity({ reason }: { reason: 'locked' | 'unreadable' | null }) {
  const t = await getTranslations('identity')
  if (reason === null) return <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
  if (reason === 'unreadable') return <EmptyState title={t('unreadableTitle')}>{t('unreadable')}</EmptyState>
  return (
    <Notice tone="broken" icon="lock" title={t('lockedTitle')}>
      {t('locked')}
    </Notice>
  )
}
