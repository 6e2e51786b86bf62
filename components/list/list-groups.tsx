import type { ReactNode } from 'react'
import type { ConnectionActions } from '#components/connection/connection-actions'
import { NeedsRow } from '#components/list/needs-row'
import { WorkingLine } from '#components/list/working-line'
import { Icon } from '#components/ui/icon'
import { translations } from '#i18n/server'
import type { Standing } from '#lib/connection/types'
import type { ConnectionListView, ListGroup } from '#lib/loaders/views'

interface ListGroupsProps {
  view: Pick<ConnectionListView, 'groups' | 'foundBy'>
  actions: ConnectionActions
  /** Stands below what needs somebody. */
  pending: ReactNode
  /** What has ended is folded as long as nobody asks for it. */
  folded: boolean
  /** One act on all that has ended. */
  archive: ReactNode
}

const NEEDS: readonly Standing[] = ['needs_you', 'needs_administrator']
const isNeed = ({ standing }: ListGroup) => NEEDS.includes(standing)

/** What needs somebody in rows with room, what works in lines, and what has ended folded. */
export function ListGroups({ view: { groups, foundBy }, actions, pending, folded, archive }: ListGroupsProps) {
  const rest = groups.filter((group) => !isNeed(group) && group.standing !== 'ended')
  const ended = groups.find(({ standing }) => standing === 'ended')
  return (
    <div className="flex flex-col gap-8">
      {groups.filter(isNeed).map((group) => (
        <GroupOf key={group.standing} group={group} count={foundBy[group.standing] ?? 0}>
          <ul className="mt-4 flex flex-col gap-3">
            {group.connections.map((connection) => (
              <NeedsRow key={connection.id} connection={connection} actions={actions} />
            ))}
          </ul>
        </GroupOf>
      ))}
      {pending}
      {rest.map((group) => (
        <GroupOf key={`${group.standing} ${group.label}`} group={group} count={foundBy[group.standing] ?? 0}>
          <Lines group={group} />
        </GroupOf>
      ))}
      {ended && (
        <Ended count={foundBy.ended ?? 0} folded={folded}>
          <Lines group={ended} />
          {archive}
        </Ended>
      )}
    </div>
  )
}

function Lines({ group }: { group: ListGroup }) {
  return (
    <ul>
      {group.connections.map((connection) => (
        <WorkingLine key={connection.id} connection={connection} />
      ))}
    </ul>
  )
}

function GroupOf({ group, count, children }: { group: ListGroup; count: number; children: ReactNode }) {
  const t = translations('connections')
  const id = `${group.standing} ${group.connections[0]?.id}`.replace(' ', '-')
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="group-head">
        {group.label ?? t(`groups.${group.standing}`, { count })}
      </h2>
      {children}
    </section>
  )
}

function Ended({ count, folded, children }: { count: number; folded: boolean; children: ReactNode }) {
  const t = translations('connections')
  return (
    <details open={!folded}>
      <summary className="disclosure">
        <Icon name="chevron" className="turns-when-open size-4" />
        <span>{t('groups.ended', { count })}</span>
      </summary>
      {children}
    </details>
  )
}
