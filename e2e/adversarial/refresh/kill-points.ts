import { expire, refreshesSeen } from '#e2e/chaos/connections'
import { hire, type Worker } from '#e2e/chaos/crew'
import { type Hold, hold, until } from '#e2e/chaos/hold'
import type { Stage } from '#e2e/chaos/stage'

/** A moment of a refresh at which its holder is killed, without any code for it in what is killed. */
export interface KillPoint {
  name: string
  /** How the moment is hit, and what stands for it where two moments are one statement. */
  how: string
  /** What the dead leaves behind, by which one sees that it was hit there. */
  left: Left
  kill(scene: Scene): Promise<void>
}

export interface Left {
  /** The last entry of the ledger is open. */
  isOpen: boolean
  /** The row says that its refresh token may have been sent. */
  isUnderWay: boolean
  /** The new pair is stored. */
  isStored: boolean
  /** How often Qonto was asked by the dead. */
  asked: number
}

const UNDER_WAY: Left = { isOpen: true, isUnderWay: true, isStored: false, asked: 1 }

export interface Scene {
  stage: Stage
  /** Is about to refresh, and is killed. */
  holder: Worker
  id: string
}

/** A busy machine needs its time to kill somebody before the answer comes; a request waits for five seconds. */
const SLOW_MS = 1_500

export const KILL_POINTS: KillPoint[] = [
  {
    name: 'before the ledger row',
    how: 'its claim waits for a row lock; killed, claim rolled back',
    left: { isOpen: false, isUnderWay: false, isStored: false, asked: 0 },
    kill: (scene) => killAtLock(scene, 'undo'),
  },
  {
    name: 'after it, nothing sent',
    how: 'as above, but the claim (lease and ledger row are one statement) lands',
    left: { ...UNDER_WAY, asked: 0 },
    kill: (scene) => killAtLock(scene, 'land'),
  },
  {
    name: 'during the call, Qonto never acts on it',
    how: 'Qonto holds the request; killed; the request is dropped',
    left: UNDER_WAY,
    kill: (scene) => killDuringCall(scene, false),
  },
  {
    name: 'during the call, Qonto rotates',
    how: 'Qonto holds the request; killed; then Qonto rotates and nobody reads the answer',
    left: UNDER_WAY,
    kill: (scene) => killDuringCall(scene, true),
  },
  {
    name: 'after the answer, before the write',
    how: 'its write waits for a row lock; killed, write rolled back',
    left: UNDER_WAY,
    kill: killAfterAnswer,
  },
  {
    name: 'after the write',
    how: 'the write has landed (it drops the lease too), and closing the entry waits for a row lock; identity unverified',
    left: { isOpen: true, isUnderWay: false, isStored: true, asked: 1 },
    kill: killAfterWrite,
  },
  {
    name: 'after a lost answer, before noting it',
    how: 'Qonto rotated and cut the line; its note waits for a row lock; killed',
    // The ledger has it; the row, which plans the next try, has not.
    left: { ...UNDER_WAY, isOpen: false },
    kill: async (scene) => {
      await scene.stage.qonto.command('failures', { target: 'refresh', kind: 'lose_answer' })
      await killAfterAnswer(scene)
    },
  },
]

/** What happens to the statement of the dead: PostgreSQL does not notice that its client is gone until it answers. */
type Fate = 'undo' | 'land'

async function killAtLock({ stage, holder, id }: Scene, fate: Fate): Promise<void> {
  const lock = await lockRow(stage, id)
  start(holder, id)
  await killBlocked(holder, lock, fate)
}

async function killDuringCall({ stage, holder, id }: Scene, work: boolean): Promise<void> {
  await stage.qonto.command('failures', { target: 'refresh', kind: 'delay', ms: SLOW_MS, work })
  start(holder, id)
  await until(async () => (await stage.qonto.command('state')).failures.length === 0, 'the request arrives')
  const seen = await refreshesSeen(stage)
  await holder.kill()
  await until(async () => (await refreshesSeen(stage)) > seen, 'Qonto is done with the request')
}

async function killAfterAnswer({ stage, holder, id }: Scene): Promise<void> {
  await claimSlowly({ stage, holder, id })
  await killBlocked(holder, await lockRow(stage, id), 'undo')
  await stage.qonto.command('latency', { ms: 0 })
}

async function killAfterWrite({ stage, holder, id }: Scene): Promise<void> {
  await claimSlowly({ stage, holder, id })
  const entry = 'SELECT 1 FROM rotations WHERE connection_id = $1 FOR UPDATE'
  await killBlocked(holder, await hold(await stage.session(), entry, { values: [id] }), 'undo')
  await stage.qonto.command('latency', { ms: 0 })
}

/** Comes back when the refresh is claimed, and before Qonto has answered. */
async function claimSlowly({ stage, holder, id }: Scene): Promise<void> {
  await stage.qonto.command('latency', { ms: SLOW_MS })
  start(holder, id)
  const claimed = 'SELECT 1 FROM connections WHERE id = $1 AND lease_until > now()'
  await until(async () => (await stage.sql(claimed, [id])).length === 1, 'the claim')
}

/** Its end is the point: nobody waits for the answer. */
function start(holder: Worker, id: string): void {
  holder.ask('token', id).catch(() => {})
}

async function lockRow(stage: Stage, id: string): Promise<Hold> {
  return hold(await stage.session(), 'SELECT 1 FROM connections WHERE id = $1 FOR UPDATE', { values: [id] })
}

async function killBlocked(holder: Worker, lock: Hold, fate: Fate): Promise<void> {
  await lock.reached()
  await holder.kill()
  if (fate === 'undo') await lock.undoWaiting()
  await lock.release()
}

/** A new connection whose holder is killed at the point; `other` is there to take over. */
export async function killHolder(
  stage: Stage,
  other: Worker,
  { point, lost }: { point: KillPoint; lost: boolean },
): Promise<{ id: string; begun: number }> {
  await stage.qonto.command('reset', {})
  const holder = await hire(stage)
  const id = await other.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  const begun = performance.now()
  if (lost) await loseAnswer(stage, holder, id)
  await point.kill({ stage, holder, id })
  return { id, begun }
}

/** The attempt before: Qonto has rotated, we do not know. The next one is due at once. */
async function loseAnswer(stage: Stage, holder: Worker, id: string): Promise<void> {
  await stage.qonto.command('failures', { target: 'refresh', kind: 'lose_answer' })
  await holder.ask('token', id)
  await stage.sql('UPDATE connections SET next_attempt_at = NULL WHERE id = $1', [id])
}
