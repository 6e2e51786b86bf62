import { expect, test } from '#e2e/adversarial/stage-fixtures'
import type { Worker } from '#e2e/chaos/crew'
import { hold } from '#e2e/chaos/hold'
import type { Stage } from '#e2e/chaos/stage'
import type { Simulator } from '#e2e/support/simulator'

// The process that disconnects is killed at a point; the job that does due work finishes the end, and proves it.

interface Point {
  title: string
  /** What it waits for at Qonto when it is killed; `after` so many answers of the same kind that go through. */
  waits?: { target: 'membership' | 'consents' | 'revoke' | 'refresh'; after: number; work: boolean }
  /** It waits for its row instead, which is locked as soon as Qonto has been asked this. */
  lockWhen?: 'begun' | 'probed'
  fate?: 'undo' | 'land'
  /** The steps that stand in the receipt of the dead. */
  noted: string[]
}

const REFRESHED = ['stop', 'refresh']
const WITHDRAWN = [...REFRESHED, 'withdraw_consent']
const REVOKED = [...WITHDRAWN, 'revoke_token']
const POINTS: Point[] = [
  { title: 'before its status was set', lockWhen: 'begun', fate: 'undo', noted: [] },
  { title: 'before anything was withdrawn', waits: { target: 'membership', after: 0, work: false }, noted: ['stop'] },
  {
    title: 'while the consent is being withdrawn',
    waits: { target: 'consents', after: 0, work: false },
    noted: REFRESHED,
  },
  {
    title: 'when the consent was withdrawn, nobody reading it',
    waits: { target: 'consents', after: 0, work: true },
    noted: REFRESHED,
  },
  {
    title: 'when the token was revoked, nobody reading it',
    waits: { target: 'revoke', after: 0, work: true },
    noted: WITHDRAWN,
  },
  { title: 'while the access is being tried', waits: { target: 'membership', after: 1, work: true }, noted: REVOKED },
  { title: 'while the end is being proven', waits: { target: 'refresh', after: 0, work: true }, noted: REVOKED },
  { title: 'before the proof was written down', lockWhen: 'probed', fate: 'undo', noted: REVOKED },
  { title: 'when its renewal was known to be refused', lockWhen: 'probed', fate: 'land', noted: REVOKED },
]

for (const point of POINTS)
  test(`C06 killed ${point.title}: unusable at once, and ended by whoever works next`, async ({
    stage,
    simulator,
    worker,
    newWorker,
    database,
  }) => {
    const id = await worker.ask('adopt', await stage.qonto.connect())
    const holder = await newWorker()
    await killDuring(point, { stage, simulator, holder, id })
    await simulator.behaveAgain()
    expect(await stepsNoted(stage), 'it was killed there').toEqual(point.noted)
    const [row] = await database.connections()
    const isBegun = point.fate !== 'undo' || point.lockWhen !== 'begun'
    expect(row?.status).toBe(isBegun ? 'disconnecting' : 'active')
    // Nothing was asked for yet: the person presses again.
    if (!isBegun) return expect(await worker.ask('disconnectNow', id)).toBe('done')
    expect(await worker.ask('token', id)).toEqual({ ok: false, reason: 'gone' })
    expect(row?.refresh_token_sealed).not.toBeNull()
    await letTimePass(stage)
    await worker.ask('doDue', 1_000)
    expect(await database.connections()).toEqual([
      expect.objectContaining({ status: 'disconnected', access_token_sealed: null, refresh_token_sealed: null }),
    ])
    expect([await simulator.live('refresh'), await simulator.live('access')]).toEqual([[], []])
    expect((await database.events()).filter((event) => event === 'disconnected')).toHaveLength(1)
  })

interface Scene {
  stage: Stage
  simulator: Simulator
  holder: Worker
  id: string
}

async function killDuring({ waits, lockWhen, fate }: Point, { stage, simulator, holder, id }: Scene): Promise<void> {
  const lockRow = async () =>
    hold(await stage.session(), 'SELECT 1 FROM connections WHERE id = $1 FOR UPDATE', { values: [id] })
  const begin = () => void holder.ask('disconnectNow', id).catch(() => undefined)
  if (waits) {
    const { target, after, work } = waits
    if (after > 0) await simulator.fail({ target, kind: 'delay', ms: 0, times: after })
    await simulator.fail({ target, kind: 'delay', ms: 3_000, work, after: work })
    begin()
    await taken(simulator)
    return holder.kill()
  }
  if (lockWhen === 'probed') {
    await simulator.fail({ target: 'refresh', kind: 'delay', ms: 1_500 })
    begin()
    await taken(simulator)
  }
  const lock = await lockRow()
  if (lockWhen === 'begun') begin()
  await lock.reached()
  await holder.kill()
  if (fate === 'undo') await lock.undoWaiting()
  await lock.release()
  // What lands, lands when the lock is gone.
  if (fate === 'land')
    await expect
      .poll(() =>
        stage.sql(`SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query ~ 'UPDATE.*connections'
        AND pid <> pg_backend_pid()`),
      )
      .toEqual([])
}

async function stepsNoted({ sql }: Stage): Promise<string[]> {
  const [row] = await sql<{ steps: Array<{ step: string }> }>('SELECT disconnect_steps AS steps FROM connections')
  return row?.steps.map(({ step }) => step) ?? []
}

async function taken(simulator: Simulator): Promise<void> {
  await expect.poll(async () => (await simulator.state()).failures, { intervals: [20] }).toEqual([])
}

/** The lease of the dead is over, and the next try is due. */
async function letTimePass({ sql }: Stage): Promise<void> {
  await sql(`UPDATE connections SET lease_until = lease_until - interval '40 seconds',
    disconnect_requested_at = disconnect_requested_at - interval '40 seconds', next_attempt_at = NULL`)
}
