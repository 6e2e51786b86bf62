import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { isMissing, mayMoveMoney } from '#components/permissions/permission-groups'
import { permissionText } from '#components/permissions/permission-text'
import { Icon, type IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { type Tone, toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { requestTime, translations } from '#i18n/server'
import type { ScopeUses, ScopeView } from '#lib/loaders/views'

interface PermissionRowProps {
  scope: ScopeView
  uses: ScopeUses
  connection: string
  connect: ConnectAction
  tense: Tense
}

/** What was asked for, and what is granted, or was while it worked. */
export function PermissionRow({ scope, uses, connection, connect, tense }: PermissionRowProps) {
  const t = translations('permissions')
  const { title, meaning } = permissionText(scope)
  return (
    <li className="grid grid-cols-2 gap-x-8 gap-y-3 border-t border-hairline first:border-t-0 py-4 sm:grid-cols-[1fr_8rem_8rem_9rem]">
      <div className="col-span-2 min-w-0 sm:col-span-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium [overflow-wrap:anywhere]">
          <span>{title}</span>
          {mayMoveMoney(scope) ? (
            <Tag tone="attention" icon="alert">
              {t(`effects.${scope.effect}`)}
            </Tag>
          ) : (
            <Tag tone="quiet">{t(`effects.${scope.effect}`)}</Tag>
          )}
        </p>
        <p className="mt-0.5 max-w-prose text-soft">
          <span>{meaning}</span> {scope.sensitive && <span>{t('sensitive')}</span>}
        </p>
      </div>
      {scope.requested ? (
        <Mark icon="check" tone="quiet" text={t('asked')} />
      ) : (
        <Mark icon="info" tone="info" text={t('notAsked')} />
      )}
      {tense !== 'present' ? (
        <Mark icon="minus" tone="quiet" text={t(scope.granted ? 'wasAllowed' : 'wasNotAllowed')} />
      ) : scope.granted ? (
        <Mark icon="check" tone="good" text={t('allowed')} />
      ) : (
        <Mark icon="cross" tone="broken" text={t('notAllowed')} />
      )}
      {uses !== null && scope.granted && scope.effect !== 'technical' && <Used at={uses[scope.scope]} />}
      {tense === 'present' && isMissing(scope) && (
        <div className="col-span-2 sm:col-span-1">
          <ConnectForm
            action={connect}
            intent="allow-more"
            connection={connection}
            scopes={[scope.scope]}
            variant="secondary"
            pending={t('allowing')}
          >
            <span>{t('allow')}</span>
            <span className="sr-only">: {title}</span>
          </ConnectForm>
        </div>
      )}
    </li>
  )
}

function Mark({ icon, tone, text }: { icon: IconName; tone: Tone; text: string }) {
  return (
    <p className={`${toneClass(tone)} flex items-start gap-2 text-[0.9375rem] leading-6 font-medium text-tone-ink`}>
      <Icon name={icon} className="mt-1 size-4" />
      <span>{text}</span>
    </p>
  )
}

const DAY_MS = 86_400_000
const LATELY_DAYS = 60

/** Whether programs need what they may do: a permission that nobody uses is one too many. */
function Used({ at }: { at: Date | undefined }) {
  const t = translations('permissions')
  const days = at && Math.floor((requestTime().getTime() - at.getTime()) / DAY_MS)
  if (days === undefined) return <Mark icon="minus" tone="quiet" text={t('unused')} />
  if (days >= LATELY_DAYS) return <Mark icon="minus" tone="quiet" text={t('unusedLately')} />
  return <Mark icon="check" tone="quiet" text={t('used', { days })} />
}
