import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { isMissing, mayMoveMoney } from '#components/permissions/permission-groups'
import { permissionText } from '#components/permissions/permission-text'
import { Code } from '#components/ui/copy/code'
import { Icon, type IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import { type Tone, toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { requestTime, translations } from '#i18n/server'
import type { ScopeUses, ScopeView } from '#lib/loaders/views'
import { shownRaw } from '#lib/text/foreign-text'

interface PermissionRowProps {
  scope: ScopeView
  uses: ScopeUses
  connection: string
  connect: ConnectAction
  tense: Tense
}

/** What was asked for, what is granted, or was while it worked, and what programs used of it. Each cell says what it is. */
export function PermissionRow({ scope, uses, connection, connect, tense }: PermissionRowProps) {
  const t = translations('permissions')
  const { title, meaning } = permissionText(scope)
  const isOffered = tense === 'present' && isMissing(scope)
  const isUsable = scope.granted && scope.effect !== 'technical'
  return (
    <tr>
      <th scope="row">
        <span className="font-medium">{title}</span>{' '}
        {mayMoveMoney(scope) ? (
          <Tag tone="attention" icon="alert">
            {t(`effects.${scope.effect}`)}
          </Tag>
        ) : (
          <Tag tone="quiet">{t(`effects.${scope.effect}`)}</Tag>
        )}
        {scope.known && <Code>{shownRaw(scope.scope)}</Code>}
        <p className="note">
          <span>{meaning}</span> {scope.sensitive && <span>{t('sensitive')}</span>}
        </p>
      </th>
      <td>{t(scope.requested ? 'asked' : 'notAsked')}</td>
      <td colSpan={isOffered && uses !== null ? 2 : undefined}>
        <Granted scope={scope} tense={tense} />
        {isOffered && (
          <ConnectForm
            {...{ action: connect, intent: 'allow-more', connection, scopes: [scope.scope] }}
            variant="secondary"
            className="mt-2"
            pending={t('allowing')}
          >
            <span>{t('allow')}</span>
            <span className="sr-only">: {title}</span>
          </ConnectForm>
        )}
      </td>
      {uses !== null && !isOffered && <td>{isUsable && usedText(uses[scope.scope])}</td>}
    </tr>
  )
}

function Granted({ scope, tense }: { scope: ScopeView; tense: Tense }) {
  const t = translations('permissions')
  if (tense !== 'present')
    return <Mark icon="minus" tone="quiet" text={t(scope.granted ? 'wasGranted' : 'wasNotGranted')} />
  if (!scope.granted)
    return scope.accepted ? (
      <Mark icon="minus" tone="quiet" text={t('isNotGranted')} note={t('isAccepted')} />
    ) : (
      <Mark icon="cross" tone="limited" text={t('isNotGranted')} />
    )
  return scope.doubt === null ? (
    <Mark icon="check" tone="good" text={t('isGranted')} />
  ) : (
    <Mark icon="bang" tone="attention" text={t(`causes.${scope.doubt}`)} />
  )
}

interface MarkProps {
  icon: IconName
  tone: Tone
  text: string
  note?: string
}

function Mark({ icon, tone, text, note }: MarkProps) {
  return (
    <p className={`${toneClass(tone)} said`}>
      <Icon name={icon} />
      <span>{text}</span>
      {note && <span className="tag">{note}</span>}
    </p>
  )
}

const DAY_MS = 86_400_000
const LATELY_DAYS = 60

/** Whether programs need what they may do: a permission that nobody uses is one too many. */
function usedText(at: Date | undefined): string {
  const t = translations('permissions')
  const days = at && Math.floor((requestTime().getTime() - at.getTime()) / DAY_MS)
  if (days === undefined) return t('unused')
  return days >= LATELY_DAYS ? t('unusedLately') : t('used', { days })
}
