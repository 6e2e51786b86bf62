import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { handleCall } from '#lib/api/handle-call'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db, isUnreachable } from '#lib/db'
import { settings } from '#lib/env'
import { type Harness, openHarness } from '#lib/testing/harness'

/** A line to PostgreSQL that can be cut. */
class Line {
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #isCut = false

  constructor(target: URL) {
    this.#server = createServer((near) => {
      if (this.#isCut) return near.destroy()
      const far = connect(Number(target.port), target.hostname)
      for (const socket of [near, far]) this.#sockets.add(socket.on('error', () => {}))
      near.pipe(far).pipe(near)
      near.on('close', () => far.destroy())
      far.on('close', () => near.destroy())
    })
  }

  async open(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  mend(): void {
    this.#isCut = false
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}

let harness: Harness
let line: Line
beforeAll(async () => {
  harness = await openHarness()
  const url = new URL(settings().databaseUrl)
  line = new Line(new URL(url))
  url.port = String(await line.open())
  // Before the first query opens the one pool of this process.
  Object.assign(settings(), { databaseUrl: url.href })
})
afterAll(async () => {
  line.mend()
  await harness.close()
  line.close()
})

async function expired(): Promise<string> {
  await db().user.deleteMany()
  const { id } = await harness.connected()
  await db().connection.update({ where: { id }, data: { accessExpiresAt: new Date() } })
  return id
}

/** A refresh whose answer comes while the database is away: it is in, and the first write has failed. */
async function renewedInVain(id: string) {
  await harness.bench.command('reset', {})
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
  await harness.bench.command('failures', { target: 'refresh', kind: 'delay', ms: 300 })
  const token = accessToken(id)
  while ((await harness.row(id)).leaseOwner === null) await wait(5)
  line.cut()
  while ((await harness.bench.command('state')).counts.requests.refresh !== 1) await wait(10)
  await wait(300)
  return { token }
}

// It was given up with the grace of the old pair, which has nothing to do with the new one.
it('goes on repeating the write for as long as the process lives: the new pair is good for 90 days', async () => {
  const id = await expired()
  const { token } = await renewedInVain(id)
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 600_000)
  await wait(1_200)
  line.mend()
  await token
  vi.restoreAllMocks()
  expect(await harness.row(id)).toMatchObject({ generation: 2n, attemptAt: null, verified: true })
  expect(await accessToken(id)).toMatchObject({ ok: true, value: { generation: 2n } })
})

it('repeats the write of a new pair from memory while the database is away', async () => {
  const id = await expired()
  const { token } = await renewedInVain(id)
  line.mend()
  expect(await token).toMatchObject({ ok: true, value: { generation: 2n } })
  expect(await db().rotation.findMany({ where: { connectionId: id }, select: { outcome: true } })).toEqual([
    { outcome: 'rotated' },
  ])
})

it('sends nothing when the claim cannot be written, and says that the database is away', async () => {
  const id = await expired()
  await harness.bench.command('reset', {})
  line.cut()
  const error = await accessToken(id).catch((thrown: unknown) => thrown)
  expect(isUnreachable(error)).toBe(true)
  line.mend()
  expect((await harness.bench.command('state')).counts.requests.refresh ?? 0).toBe(0)
  expect((await accessToken(id)).ok).toBe(true)
})

it('has a call of the API answered at once, with when to try again', async () => {
  const id = await expired()
  await harness.bench.command('reset', {})
  const { userId } = await harness.row(id)
  const all = { permissions: ['tokens:read'], mayMoveMoney: false, connections: null, lifetime: '30', addresses: '' }
  const key = await makeKey(personOf(userId), { name: 'Cron', ...all })
  const headers = { authorization: `Bearer ${key.ok ? key.value.secret : ''}` }
  const call = () =>
    handleCall(new Request(`http://localhost:3000/api/v1/connections/${id}/token`, { method: 'POST', headers }))
  line.cut()
  const away = await call()
  expect([away.status, Number(away.headers.get('retry-after'))]).toEqual([503, 5])
  expect(await away.json()).toMatchObject({ code: 'unavailable', retry_after: 5 })
  line.mend()
  expect((await call()).status).toBe(200)
})

// A query in SQL failed under a code that says only that it failed, and pages took the outage for a fault of theirs.
it.each(['hangs up', 'is not there'])('is known to be away by every way of asking it, when it %s', async (how) => {
  line.cut()
  if (how === 'is not there') line.close()
  const ways = [
    () => db().user.findFirst(),
    () => db().$queryRaw`SELECT 1`,
    () => db().$executeRaw`SELECT 1`,
    () => db().$transaction((tx) => tx.$queryRaw`SELECT 1`),
  ]
  for (const ask of [...ways, ...ways]) {
    const error = await ask().catch((thrown: unknown) => thrown)
    expect(isUnreachable(error)).toBe(true)
  }
  line.mend()
  if (how === 'is not there') await line.open(Number(new URL(settings().databaseUrl).port))
  expect(await db().$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }])
})
