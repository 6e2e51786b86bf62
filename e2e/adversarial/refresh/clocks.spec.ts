import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire, findLost } from '#e2e/chaos/connections'
import type { Worker } from '#e2e/chaos/crew'
import type { Stage } from '#e2e/chaos/stage'

// Wrong clocks at Qonto and here: as a lasting difference, as a sudden one, and in one replica only.

const SKEW_S = 300
const HOUR_S = 3_600

interface Scene {
  stage: Stage
  worker: Worker
}

/** One kind of wrong clock; answers the verdicts on the way. */
interface WrongClock {
  name: string
  run(scene: Scene): Promise<string[]>
}

const inWords = (skew: number) => `${Math.abs(skew) / 60} min ${skew > 0 ? 'ahead' : 'behind'}`

const WRONG_CLOCKS: WrongClock[] = [
  ...[SKEW_S, -SKEW_S, HOUR_S, -HOUR_S].flatMap((skew) => [
    { name: `Qonto ${inWords(skew)} all the time`, run: (scene: Scene) => live(scene, skew) },
    { name: `our replica's clock ${inWords(skew)}`, run: (scene: Scene) => replica(scene, skew) },
    { name: `our replica's clock is set from ${inWords(skew)} to right`, run: (scene: Scene) => step(scene, skew) },
  ]),
  // More than our margin of five minutes cannot be survived without an answer 401: the token is over before its time.
  ...[SKEW_S, -SKEW_S].map((skew) => ({
    name: `Qonto's clock jumps ${inWords(skew)}`,
    run: (scene: Scene) => jump(scene, skew),
  })),
]

for (const wrong of WRONG_CLOCKS)
  test(`N06 ${wrong.name}: no verdict changes, no answer 401, no refresh too many`, async ({ stage, worker }) => {
    const { verdicts, refused, refreshes } = await measure({ stage, worker }, wrong)
    expect(verdicts).toEqual(verdicts.map(() => 'ok: proven'))
    expect(refused).toBe(0)
    // Three hours of life or one, each with its refresh, and one that is asked for at the end of three.
    expect(refreshes).toBeGreaterThan(0)
    expect(refreshes).toBeLessThanOrEqual(wrong.name.endsWith('all the time') ? 4 : 1)
  })

interface Measured {
  verdicts: string[]
  /** Answers 401, all requests, and refreshes that Qonto saw. */
  refused: number
  requests: number
  refreshes: number
}

/** Runs a day in the life of a connection, and looks for a 401 and at every verdict on the way. */
async function measure(scene: Scene, { run }: WrongClock): Promise<Measured> {
  const { stage, worker } = scene
  await stage.clear()
  const verdicts = await run(scene).finally(() => worker.ask('moveClock', 0))
  const response = await stage.qonto.fetch('/simulator/requests')
  const { requests }: { requests: Array<{ status: number; target: string }> } = await response.json()
  const refused = requests.filter(({ status }) => status === 401).length
  const refreshes = requests.filter(({ target }) => target === 'refresh').length
  return { verdicts, refused, requests: requests.length, refreshes }
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

async function replica(scene: Scene, skew: number): Promise<string[]> {
  const id = await scene.worker.ask('adopt', await scene.stage.qonto.connect())
  await scene.worker.ask('moveClock', skew * 1000)
  return anHour(scene, id)
}

/** NTP sets our clock right while the connection is in use. */
async function step(scene: Scene, skew: number): Promise<string[]> {
  const { stage, worker } = scene
  await worker.ask('moveClock', skew * 1000)
  const id = await worker.ask('adopt', await stage.qonto.connect())
  const before = await prove(worker, id)
  await worker.ask('moveClock', 0)
  return [before, ...(await anHour(scene, id))]
}

async function anHour({ stage, worker }: Scene, id: string): Promise<string[]> {
  const verdicts = [await prove(worker, id)]
  await pass(stage, id, HOUR_S - 310)
  verdicts.push(await prove(worker, id))
  await pass(stage, id, 20)
  verdicts.push(await prove(worker, id))
  return [...verdicts, ...(await findLost(stage, worker, [id]))]
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
