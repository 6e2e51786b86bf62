import { findLost } from './connections.ts'
import { hireMany, type Worker } from './crew.ts'
import { counter, type Finding } from './report.ts'
import type { Stage } from './stage.ts'

const PROCESSES = 3
/** Without `organization.read`: all are of one member, and withdrawing one consent would end those of the others. */
const SCOPE = 'openid offline_access membership.read'
const REVOCATIONS = [{ kind: 'status', status: 503 }, { kind: 'ignore' }, { kind: 'lose_answer' }, null]

interface Ended {
  id: string
  grantId: string
}

interface LedgerEntry {
  fingerprint: string
  grantId: string
  live: boolean
}

/** A gateway that answers 401 to everything begins while connections are ended and checked, and goes again. */
export async function gateway(stage: Stage, quick: boolean): Promise<Finding[]> {
  const workers = await hireMany(stage, PROCESSES)
  const ended: Ended[] = []
  const others: string[] = []
  const wrong: string[] = []
  const show = counter('Gateway')
  const rounds = quick ? 8 : 60
  for (let round = 0; round < rounds && !stage.running.signal.aborted; round += 1) {
    const now = await Promise.all(workers.map((worker) => begin(stage, worker)))
    const kept = await Promise.all(workers.map(async (worker) => (await begin(stage, worker)).id))
    await shut(stage, round)
    await Promise.all([
      ...workers.map((worker, index) => worker.ask('disconnectNow', now[index]?.id ?? '')),
      ...workers.map((worker, index) => worker.ask('check', kept[index] ?? '')),
    ])
    await stage.qonto.command('reset', {})
    wrong.push(...(await findWrong(stage, now)))
    ended.push(...now)
    others.push(...kept)
    show(`${round + 1} of ${rounds}`)
  }
  return judge(stage, workers, { ended, others, wrong })
}

async function begin({ qonto }: Stage, worker: Worker): Promise<Ended> {
  const id = await worker.ask('adopt', await qonto.connect({ query: { scope: SCOPE } }))
  const fingerprint = await worker.ask('storedRefreshToken', id)
  const entry = (await readLedger(qonto)).find((one) => one.fingerprint === fingerprint)
  if (!entry) throw new Error('Qonto does not know the token that it has just issued.')
  return { id, grantId: entry.grantId }
}

/** After a few answers of the API, and with another fate of the revocations each time. */
async function shut({ qonto }: Stage, round: number): Promise<void> {
  const open = round % (2 * PROCESSES + 2)
  if (open > 0) await qonto.command('failures', { target: 'membership', kind: 'delay', ms: 0, times: open })
  await qonto.command('failures', { target: 'api', kind: 'status', status: 401, times: 0 })
  const revocation = REVOCATIONS[round % REVOCATIONS.length]
  if (revocation) await qonto.command('failures', { target: 'revoke', times: 0, ...revocation })
}

/** What is said to be over and is not, or has lost its refresh token without being over. */
async function findWrong(stage: Stage, ended: Ended[]): Promise<string[]> {
  const ledger = await readLedger(stage.qonto)
  const alive = new Set(ledger.filter(({ live }) => live).map(({ grantId }) => grantId))
  const rows = await stage.sql<{ id: string; status: string; erased: boolean }>(
    'SELECT id, status, refresh_token_sealed IS NULL AS erased FROM connections WHERE id = ANY($1::uuid[])',
    [ended.map(({ id }) => id)],
  )
  return rows
    .filter(({ status, erased }) => status === 'disconnected' || erased)
    .filter(({ id }) => alive.has(ended.find((one) => one.id === id)?.grantId ?? ''))
    .map(({ id }) => id)
}

async function readLedger(qonto: Stage['qonto']): Promise<LedgerEntry[]> {
  const { entries }: { entries: LedgerEntry[] } = await (await qonto.fetch('/simulator/ledger')).json()
  return entries
}

async function judge(
  stage: Stage,
  workers: Worker[],
  { ended, others, wrong }: { ended: Ended[]; others: string[]; wrong: string[] },
): Promise<Finding[]> {
  const [worker] = workers
  if (!worker) throw new Error('Nobody is there to ask.')
  const finished: string[] = []
  for (const { id } of ended) finished.push(await worker.ask('disconnectNow', id))
  const open = finished.filter((outcome) => outcome !== 'done').length
  wrong.push(...(await findWrong(stage, ended)))
  const lost = await findLost(stage, worker, others)
  await Promise.all(workers.map((one) => one.dismiss()))
  return [
    {
      promise: 'what is said to be ended is ended',
      measured: `${wrong.length} of ${ended.length} were not`,
      kept: wrong.length === 0,
    },
    { promise: 'every end is confirmed once the gateway is gone', measured: `${open} are open`, kept: open === 0 },
    {
      promise: 'no other connection is lost',
      measured: `${lost.length} of ${others.length} lost${lost.map((one) => `; ${one}`).join('')}`,
      kept: lost.length === 0,
    },
  ]
}
