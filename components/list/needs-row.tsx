import type { ConnectionActions } from '#components/connection/connection-actions'
import { Name, nameAlone } from '#components/list/name'
import { Pick } from '#components/list/pick'
import { Moment } from '#components/time/moment'
import { toneClass } from '#components/ui/tone'
import { VerdictAction } from '#components/verdict/verdict-action'
import { labelKey, verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'
import type { ListedConnection } from '#lib/loaders/views'

interface NeedsRowProps {
  connection: ListedConnection
  actions: ConnectionActions
}

/** One connection that needs somebody: why, since when, and what to do. */
export function NeedsRow({ connection, actions }: NeedsRowProps) {
  const { id, name, apart, verdict, labels } = connection
  const sentences = translations('verdict.reasons')
  const states = translations('verdict.states')
  const shown = name ?? translations('connection')('organizationUnknown')
  return (
    <li className={`${toneClass(verdictLook(verdict).tone)} row`}>
      <div>
        <h3>
          <Pick id={id} name={nameAlone(shown, apart)} />
          <a href={`/connections/${id}`}>
            <Name name={shown} apart={apart} />
          </a>
        </h3>
        <strong>{states(labelKey(verdict))}</strong>
      </div>
      <p>
        {sentences(`${verdict.reason}.sentence`)} <When verdict={verdict} />
        {labels.length > 0 && <Labels labels={labels} />}
      </p>
      <VerdictAction verdict={verdict} connection={id} actions={actions} variant="secondary" />
    </li>
  )
}

/** Each keeps its own direction of writing. */
function Labels({ labels }: { labels: string[] }) {
  return (
    <span className="note">
      {labels.map((label, at) => (
        <span key={label}>
          {at > 0 && ' · '}
          <bdi>{label}</bdi>
        </span>
      ))}
    </span>
  )
}

/** Since when it is so; of what still works, until when it does. */
function When({ verdict: { state, evidence, validUntil } }: { verdict: Verdict }) {
  const t = translations('connections')
  if (state === 'no_renew' || state === 'expiring')
    return (
      validUntil && (
        <span className="note">{t.rich('ends', { when: () => <Moment key="when" at={validUntil} relative /> })}</span>
      )
    )
  const { at } = evidence
  return at && <span className="note">{t.rich('since', { when: () => <Moment key="when" at={at} relative /> })}</span>
}
