import { setTimeout as sleep } from 'node:timers/promises'
import { openProduction, type ProductionPlace, type Replica } from '#e2e/chaos/production-place'
import type { Finding } from '#e2e/chaos/report'
import { HttpClient } from '#e2e/support/http-client'
import { simulatorAt } from '#e2e/support/simulator'
import type { Running } from '#scripts/command/run-command'
import { seedKey } from '#scripts/seed/seed-key'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const BROWSERS = 64
/** Together below the limit of a key. */
const PROGRAMS = 4
const CALL_EVERY_MS = 500
const TRY_TO_WRITE = `try { fs.writeFileSync('x', '') } catch { process.exit(0) } process.exit(1)`

/**
 * Production as it is put together, read-only and as nobody, with two replicas behind nginx and PgBouncer: somebody signs
 * in, and while browsers read and programs ask for tokens without a pause, one replica after the other is replaced.
 */
export async function production(running: Running): Promise<Finding[]> {
  const place = await openProduction(running)
  const unready = await readinessOfEmpty(place)
  const migrated = await progress('Applying the migrations', () => place.runThere(['scripts/migrate.ts']))
  const written = await place.runThere(['-e', TRY_TO_WRITE])
  const replicas = await progress('Starting two replicas', () => Promise.all([place.start(0), place.start(1)]))
  await settled(replicas)
  const browser = new HttpClient(place.origin, simulatorAt(place.stage.qonto.url))
  const { error, location } = await browser.signIn('Camille')
  if (error !== null) throw new Refusal(`The sign-in ended with ${error} at ${location}.`)
  const load = await putUnderLoad(place, browser.cookieHeader)
  const [codes, said] = [[] as number[], [] as string[]]
  for (const number of [0, 1] as const)
    await progress(`Replacing replica ${number + 1}`, async () => {
      const ended = replicas[number].stop()
      await sleep(500)
      said.push(await (await fetch(`${replicas[number].url}/api/ready`)).text())
      codes.push(await ended)
      replicas[number] = await place.start(number)
      await settled(replicas)
    })
  const { pages, tokens } = await load.stop()
  const [row] = await place.stage.sql<{ status: string }>('SELECT status FROM connections')
  const told = (promise: string, measured: unknown, kept: boolean): Finding => ({
    promise,
    measured: String(measured),
    kept,
  })
  return [
    told('on an empty database nobody is sent here', unready, unready.includes('migrations_missing')),
    told('the migrations are applied from the same tree', `code ${migrated}`, migrated === 0),
    told('nothing can be written into it', `code ${written}`, written === 0),
    told(
      'a replica that ends says so first',
      said[0],
      said.every((text) => text.includes('draining')),
    ),
    told(
      'and ends with code 0',
      codes.join(', '),
      codes.every((code) => code === 0),
    ),
    told('no page fails meanwhile', describe(pages), pages.failed.length === 0 && pages.done > 200),
    told('no token call fails meanwhile', describe(tokens), tokens.failed.length === 0 && tokens.done > 20),
    told('the connection works afterwards', row?.status, row?.status === 'active'),
  ]
}

async function readinessOfEmpty(place: ProductionPlace): Promise<string> {
  const early = await progress('Starting one on an empty database', () => place.start(0))
  const text = await (await fetch(`${early.url}/api/ready`)).text()
  await early.stop()
  return text
}

async function settled(replicas: readonly Replica[]): Promise<void> {
  for (const { url } of replicas) while (!(await fetch(`${url}/api/ready`)).ok) await sleep(100)
}

interface Count {
  done: number
  failed: string[]
}

async function putUnderLoad(place: ProductionPlace, cookie: string) {
  // Makes the key past the servers, as the seed does.
  Object.assign(process.env, place.stage.env)
  const [row] = await place.stage.sql<{ id: string; user_id: string }>('SELECT id, user_id FROM connections')
  const key = await seedKey(row?.user_id ?? '')
  const controller = new AbortController()
  const repeat = async (count: Count, path: string, init: RequestInit, pause: number) => {
    while (!controller.signal.aborted) {
      const status = await fetch(place.origin + path, { redirect: 'manual', ...init }).then(
        (answer) => answer.text().then(() => answer.status),
        (problem: unknown) => (problem instanceof Error ? problem.message : 'no answer'),
      )
      count.done += 1
      if (status !== 200) count.failed.push(String(status))
      await sleep(pause)
    }
  }
  const pages: Count = { done: 0, failed: [] }
  const tokens: Count = { done: 0, failed: [] }
  const call = { method: 'POST', headers: { authorization: `Bearer ${key}` } }
  const loops = [
    ...Array.from({ length: BROWSERS }, () => repeat(pages, '/connections', { headers: { cookie } }, 0)),
    ...Array.from({ length: PROGRAMS }, () =>
      repeat(tokens, `/api/v1/connections/${row?.id}/token`, call, CALL_EVERY_MS),
    ),
  ]
  return {
    stop: async () => {
      controller.abort()
      await Promise.all(loops)
      return { pages, tokens }
    },
  }
}

function describe({ done, failed }: Count): string {
  return `${failed.length} of ${done} failed${failed.length > 0 ? `: ${[...new Set(failed)].join(', ')}` : ''}`
}
