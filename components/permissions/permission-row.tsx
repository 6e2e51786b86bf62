import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { isMissing } from '#components/permissions/permission-groups'
import { permissionText } from '#components/permissions/permission-text'
import { Icon, type IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { type Tone, toneClass } from '#components/ui/tone'
import { getTranslations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'

interface PermissionRowProps {
  scope: ScopeView
  connection: string
  connect: ConnectAction
}

/** What was asked for, and what was allowed. */
export async function PermissionRow({ scope, connection, connect }: PermissionRowProps) {
  const [t, { title, meaning }] = await Promise.all([getTranslations('permissions'), permissionText(scope)])
  return (
    <li className="grid grid-cols-2 gap-x-8 gap-y-3 border-t border-hairline first:border-t-0 py-4 sm:grid-cols-[1fr_9rem_9rem]">
      <div className="col-span-2 min-w-0 sm:col-span-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium [overflow-wrap:anywhere]">
          {title}
          {scope.effect === 'moves_money' ? (
            <Tag tone="attention" icon="alert">
              {t('effects.moves_money')}
            </Tag>
          ) : (
            <Tag tone="quiet">{t(`effects.${scope.effect}`)}</Tag>
          )}
        </p>
        <p className="mt-0.5 max-w-prose text-soft">
          {meaning} {scope.sensitive && t('sensitive')}
        </p>
      </div>
      {scope.requested ? (
        <Mark icon="check" tone="quiet" text={t('asked')} />
      ) : (
        <Mark icon="info" tone="info" text={t('notAsked')} />
      )}
      {scope.granted ? (
        <Mark icon="check" tone="good" text={t('allowed')} />
      ) : (
        <Mark icon="cross" tone="broken" text={t('notAllowed')} />
      )}
      {isMissing(scope) && (
        <div className="col-span-2 sm:col-span-1">
          <ConnectForm
            action={connect}
            intent="allow-more"
            connection={connection}
            scopes={[scope.scope]}
            variant="secondary"
            pending={t('allowing')}
          >
            {t('allow')}
            <span className="sr-only">: {title}</span>
          </ConnectForm>
        </div>
      )}
    </li>
  )
}

function Mark({ icon, tone, text }: { icon: IconName; tone: Tone; text: string }) {
  return (
    <p
      className={`${toneClass(tone)} flex items-center gap-2 self-start text-[0.9375rem] leading-6 font-medium text-tone-ink`}
    >
      <Icon name={icon} />
      {text}
    </p>
  )
}
