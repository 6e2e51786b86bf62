import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Finding } from '#e2e/chaos/report'
import { openStage } from '#e2e/chaos/stage'
import { waitForAnswer } from '#e2e/runner/dashboard'
import { type Arrival, HttpClient } from '#e2e/support/http-client'
import { simulatorAt } from '#e2e/support/simulator'
import type { Running } from '#scripts/command/run-command'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const READERS = 4

/**
 * An older checkout and this one, on one database and behind one address: the older serves, this one starts beside it and
 * applies its migrations, takes over, and the older is stopped by SIGTERM, while browsers read pages without a pause.
 * @param from a checkout of the older version, with its packages installed
 */
export async function upgrade(running: Running, from: string): Promise<Finding[]> {
  const place = await openPlace(running)
  const { door, sql } = place
  const older = await progress('Starting the older version (it builds first)', () => start(place, resolve(from)))
  door.leadTo(older.port)
  const [browser, waiting] = [place.newBrowser(), place.newBrowser()]
  mustArrive(await browser.signIn('Giulia'))
  const unfinished = await waiting.consent('Jonas', { organization: 'Atelier Lumen' })
  const [before] = await sql<{ id: string; generation: string }>('SELECT id, generation FROM connections')
  const readers = readWithoutPause(browser)
  const newer = await progress('Starting this version beside it', () => start(place, CHECKOUT))
  const olderAfterMigration = (await browser.get('/connections')).status
  door.leadTo(newer.port)
  const arrival = await waiting.arrive(unfinished)
  const code = await progress('Stopping the older version', older.stop)
  await sql(`UPDATE connections SET access_expires_at = now(), next_attempt_at = NULL, due_at = now() WHERE id = $1`, [
    before?.id,
  ])
  const renewed = await progress('Waiting for a renewal by this version', () =>
    renewal(place, before?.generation ?? ''),
  )
  const { read, failed } = await readers.stop()
  const page = await (await browser.get('/connections')).text()
  const told = (promise: string, measured: unknown, kept: boolean): Finding => ({
    promise,
    measured: String(measured),
    kept,
  })
  return [
    told('no page fails while the versions change', `${failed} of ${read} failed`, failed === 0 && read > 50),
    told('the older version works on after the migrations', olderAfterMigration, olderAfterMigration === 200),
    told('a sign-in begun at the older ends at the newer', arrival.error ?? arrival.location, arrival.error === null),
    told('the older version ends on SIGTERM', `code ${code}`, code === 0),
    told('a session of the older is one of the newer', page.length, page.includes('/connections/')),
    told('a connection of the older is renewed by the newer', renewed ?? 'no', renewed !== null),
  ]
}

type Place = Awaited<ReturnType<typeof openPlace>>

async function openPlace(running: Running) {
  const door = await openDoor()
  await running.undo.add('The address of both', door.close)
  const { sql, env, qonto } = await openStage(running, {
    isMigrated: false,
    redirectUris: [`${door.origin}/api/auth/callback/qonto`],
  })
  return {
    ...{ door, sql, running },
    env: { ...env, NODE_ENV: 'production' as const, NODE_OPTIONS: '', NEXTAUTH_URL: door.origin },
    newBrowser: () => new HttpClient(door.origin, simulatorAt(qonto.url)),
  }
}

/** One address in front of both, as a load balancer is: each new connection goes to where it leads now. */
async function openDoor() {
  let target = 0
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1')
    socket.pipe(onward).pipe(socket)
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
  })
  const port = await findFreePort()
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening))
  return {
    origin: `http://localhost:${port}`,
    leadTo: (chosen: number) => {
      target = chosen
    },
    close: async () => void server.close(),
  }
}

async function start({ env, running: { undo, signal } }: Place, checkout: string) {
  const port = await findFreePort()
  const words = ['--disable-warning=DEP0169', 'scripts/start.ts', '--port', String(port)]
  const child = spawn(process.execPath, words, { cwd: checkout, env, stdio: 'ignore' })
  const ended = new Promise<number>((done) => child.on('close', (code) => done(code ?? 1)))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  await undo.add(`The dashboard of ${checkout}`, async () => void (await stop()))
  await waitForAnswer(`http://127.0.0.1:${port}/api/health`, () => child.exitCode !== null || signal.aborted)
  return { port, stop }
}

function readWithoutPause(browser: HttpClient) {
  const [count, controller] = [{ read: 0, failed: 0 }, new AbortController()]
  const read = async () => {
    while (!controller.signal.aborted) {
      const status = await browser.get('/connections', { connection: 'close' }).then(
        (response) => response.text().then(() => response.status),
        () => 0,
      )
      count.read += 1
      if (status !== 200) count.failed += 1
    }
  }
  const readers = Array.from({ length: READERS }, read)
  return {
    stop: async () => {
      controller.abort()
      await Promise.all(readers)
      return count
    },
  }
}

/** How long it took until the generation of the connection has risen; null when it did not. */
async function renewal({ sql, running }: Place, before: string): Promise<string | null> {
  const began = performance.now()
  while (performance.now() - began < 120_000 && !running.signal.aborted) {
    const [row] = await sql<{ generation: string }>('SELECT generation FROM connections ORDER BY created_at LIMIT 1')
    if (row && Number(row.generation) > Number(before))
      return `after ${((performance.now() - began) / 1000).toFixed(0)} s`
    await sleep(500)
  }
  return null
}

function mustArrive({ error, location }: Arrival): void {
  if (error !== null) throw new Refusal(`The sign-in at the older version ended with ${error} at ${location}.`)
}
