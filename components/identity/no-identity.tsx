import { EmptyState } from '#components/ui/empty-state'
import { Notice } from '#components/ui/notice'
import { translations } from '#i18n/server'

interface NoIdentityProps {
  reason: 'locked' | 'unreadable' | null
  /** The connection was ended, and its identity was erased with it. */
  ended: boolean
}

/** Why there is no identity to show: there is none, it cannot be opened, or it is not one. */
export function NoIdentity({ reason, ended }: NoIdentityProps) {
  const t = translations('identity')
  if (reason === null) return <EmptyState title={t('noneTitle')}>{t(ended ? 'none' : 'noneSent')}</EmptyState>
  if (reason === 'unreadable')
    return <EmptyState title={t('unreadableTitle')}>{t(ended ? 'unreadableEnded' : 'unreadable')}</EmptyState>
  return (
    <Notice tone="broken" icon="lock" title={t('lockedTitle')}>
      {t('locked')}
    </Notice>
  )
}
