import { EmptyState } from '#components/ui/empty-state'
import { Notice } from '#components/ui/notice'
import { getTranslations } from '#i18n/server'

export async function NoIdentity({ locked }: { locked: boolean }) {
  const t = await getTranslations('identity')
  if (!locked) return <EmptyState title={t('noneTitle')}>{t('none')}</EmptyState>
  return (
    <Notice tone="broken" icon="lock" title={t('lockedTitle')}>
      {t('locked')}
    </Notice>
  )
}
