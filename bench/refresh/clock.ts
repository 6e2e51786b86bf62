import { hire, type Worker } from '../crew.ts'
import type { Finding } from '../report.ts'
import type { Stage } from '../stage.ts'
import { expire, findLost } from './connections.ts'

const SKEW_S = 300
const HOUR_S = 3_600

interface Scene {
  stage: Stage
  worker: Worker
}

/** Five minutes between us and Qonto, in both directions: as a lasting difference, as a sudden one, and in one replica only. */
export async function clock(stage: Stage): Promise<Finding[]> {
  const worker = await hire(stage)
  const scene = { stage, worker }
  const findings: Finding[] = []
  for (const skew of [SKEW_S, -SKEW_S]) {
    const sign = skew > 0 ? 'ahead' : 'behind'
    findings.push(await measure(scene, `Qonto 5 min ${sign} all the time`, () => live(scene, skew)))
    findings.push(await measure(scene, `Qonto's clock jumps 5 min ${sign}`, () => jump(scene, skew)))
    findings.push(await measure(scene, `our replica's clock 5 min ${sign}`, () => replica(scene, skew)))
  }
  await worker.dismiss()
  return findings
}

/** Runs a day in the life of a connection, and looks for a 401 and at every verdict on the way. */
async function measure({ stage }: Scene, name: string, run: () => Promise<string[]>): Promise<Finding> {
  await stage.clear()
  const verdicts = await run()
  const response = await stage.qonto.fetch('/simulator/requests')
  const { requests }: { requests: Array<{ status: number }> } = await response.json()
  const refused = requests.filter(({ status }) => status === 401).length
  const other = verdicts.filter((verdict) => verdict !== 'ok: proven')
  return {
    promise: `${name}: no verdict changes, no 401`,
    measured: `${verdicts.length} verdicts ${other.length === 0 ? 'all ok' : other.join(', ')}; ${refused} answers 401 of ${requests.length}`,
    kept: other.length === 0 && refused === 0,
  }
}

async function live({ stage, worker }: Scene, skew: number): Promise<string[]> {
  await stage.qonto.command('clock', { offsetSeconds: skew })
  const id = await worker.ask('adopt', await stage.qonto.connect())
  const verdicts = [await prove(worker, id)]
  for (let hour = 1; hour <= 3; hour += 1) {
    await pass(stage, id, HOUR_S - 400)
    verdicts.push(await prove(worker, id))
    await pass(stage, id, 500)
    verdicts.push(await prove(worker, id))
  }
  await expire(stage, id)
  return [...verdicts, await prove(worker, id), ...(await findLost(stage, worker, [id]))]
}

/** The token was issued before the jump: what Qonto's clock takes from its life, our margin must cover. */
async function jump({ stage, worker }: Scene, skew: number): Promise<string[]> {
  const id = await worker.ask('adopt', await stage.qonto.connect())
  const verdicts = [await prove(worker, id)]
  await stage.qonto.command('clock', { advanceSeconds: skew })
  // By our count 310 s, then 290 s are left of it: once just before our margin, once inside it.
  await pass(stage, id, HOUR_S - 310)
  verdicts.push(await prove(worker, id))
  await pass(stage, id, 20)
  verdicts.push(await prove(worker, id))
  return [...verdicts, ...(await findLost(stage, worker, [id]))]
}

async function replica({ stage, worker }: Scene, skew: number): Promise<string[]> {
  const id = await worker.ask('adopt', await stage.qonto.connect())
  await worker.ask('moveClock', skew * 1000)
  try {
    const verdicts = [await prove(worker, id)]
    await pass(stage, id, HOUR_S - 310)
    verdicts.push(await prove(worker, id))
    await pass(stage, id, 20)
    verdicts.push(await prove(worker, id))
    return [...verdicts, ...(await findLost(stage, worker, [id]))]
  } finally {
    await worker.ask('moveClock', 0)
  }
}

/** Time passes at both sides. */
async function pass({ qonto, sql }: Stage, id: string, seconds: number): Promise<void> {
  await qonto.command('clock', { advanceSeconds: seconds })
  await sql('UPDATE connections SET access_expires_at = access_expires_at - make_interval(secs => $2) WHERE id = $1', [
    id,
    seconds,
  ])
}

async function prove(worker: Worker, id: string): Promise<string> {
  const checked = await worker.ask('check', id)
  return checked.ok ? worker.ask('verdict', id) : `check: ${checked.reason}`
}
