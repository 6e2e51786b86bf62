import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { DUE_WORK } from '#lib/jobs/jobs'
import { type Jobs, startJobs } from '#lib/jobs/start-jobs'
import { useHarness } from '#lib/testing/use-harness'

const BATCH = 10
const DAY_MS = 86_400_000

const harness = useHarness()
let row: Connection
let jobs: Jobs | undefined
beforeEach(async () => {
  row = await harness.connected()
})
afterEach(async () => {
  await jobs?.stop()
  jobs = undefined
})

/** What a holder leaves behind that died before it sent anything. */
const abandon = () =>
  db().connection.update({ where: { id: row.id }, data: { attemptAt: new Date(), attemptCount: 1 } })
async function isTakenUp(): Promise<boolean> {
  return (await harness.row(row.id)).attemptAt === null
}

/** Makes the queue, and puts a run of the due work on it that would begin within the minute. */
async function askForRun(): Promise<void> {
  const queue = new PgBoss({ connectionString: settings().databaseUrl, schedule: false, supervise: false })
  await queue.start()
  await queue.createQueue(DUE_WORK, { policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 })
  await queue.send(DUE_WORK)
  await queue.stop()
}

/** Whether the queue has got as far as planning its jobs. */
async function hasStarted(): Promise<boolean> {
  const planned = await db().$queryRaw<unknown[]>`SELECT 1 FROM pgboss.schedule WHERE name = ${DUE_WORK}`
  return planned.length === 1
}

/** Lets nobody plan a job, until it is called again. */
async function breakQueue(): Promise<() => Promise<void>> {
  await db()
    .$executeRaw`CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fault'; END $$`
  await db().$executeRaw`CREATE TRIGGER fault BEFORE INSERT ON pgboss.schedule FOR EACH ROW EXECUTE FUNCTION fault()`
  return async () => void (await db().$executeRaw`DROP FUNCTION fault CASCADE`)
}

describe('jobs that are told to stop', () => {
  it('take up nothing new, and what is under way lands before they have stopped', async () => {
    await harness.twins(row, BATCH + 3, { provenAt: new Date(Date.now() - 3 * DAY_MS) })
    await askForRun()
    await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
    await harness.bench.command('failures', { target: 'api', kind: 'delay', ms: 500, times: 0 })
    jobs = startJobs()
    while (!(await harness.bench.command('state')).counts.requests.organization) await wait(10)
    await jobs.stop()
    const isProven = { provenAt: { gt: new Date(Date.now() - DAY_MS) }, id: { not: row.id } }
    expect(await db().connection.count({ where: isProven })).toBe(BATCH)
    expect(await db().connection.count({ where: { dueAt: { lte: new Date() } } })).toBe(3)
  })
})

describe('a queue that cannot start', () => {
  beforeEach(askForRun)

  it('keeps nobody from taking up refreshes, and starts once it can', async () => {
    const mend = await breakQueue()
    await abandon()
    jobs = startJobs()
    while (!(await isTakenUp())) await wait(50)
    expect(await db().rotation.count({ where: { cause: 'recovery' } })).toBe(1)
    await mend()
    while (!(await hasStarted())) await wait(50)
  }, 20_000)
})

describe('a mail server that hangs', () => {
  const open: Array<() => unknown> = []
  afterEach(() => {
    for (const close of open.splice(0)) close()
    Object.assign(settings(), { smtp: null })
  })
  /** Says nothing to whoever connects. */
  async function hangingServer() {
    const connected = Promise.withResolvers<void>()
    const server = createServer((socket) => {
      open.push(() => socket.destroy())
      connected.resolve()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(() => server.close())
    const { port } = server.address() as AddressInfo
    Object.assign(settings(), { smtp: { host: '127.0.0.1', port, secure: false, isHere: true, auth: null } })
    return connected.promise
  }
  const tell = (channel: string, receiverId: string) =>
    db().event.create({
      data: {
        ...{ id: newId(), userId: row.userId, type: 'account.joined', data: { action_url: settings().origin } },
        deliveries: { create: { id: newId(), channel, receiverId } },
      },
    })

  it('keeps no webhook back that falls due meanwhile', async () => {
    const { userId } = row
    const address = { id: newId(), userId, address: 'ops@example.com', kinds: ['keys'], confirmedAt: new Date() }
    const connected = hangingServer()
    await db().mailAddress.create({ data: address })
    await tell('mail', address.id)
    jobs = startJobs()
    await connected
    // To nobody: that it was tried is what counts here.
    await tell('webhook', newId())
    const webhook = () => db().delivery.findFirstOrThrow({ where: { channel: 'webhook' } })
    while ((await webhook()).doneAt === null) await wait(50)
    expect(await db().delivery.findFirst({ where: { channel: 'mail' } })).toMatchObject({
      outcome: 'sending',
      attempts: 1,
    })
  }, 20_000)
})
