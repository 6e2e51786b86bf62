import { createServer } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { db } from '#lib/db'
import { type Settings, settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { DUE_WORK } from '#lib/jobs/jobs'
import { startQueue } from '#lib/jobs/start-queue'
import { loadSetup } from '#lib/loaders/setup/load-setup'
import type { SetupItem } from '#lib/loaders/views'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
const closing: Array<() => Promise<unknown>> = []
let asItWas: Settings
let row: Connection
beforeEach(async () => {
  asItWas = { ...settings() }
  vi.useFakeTimers({ toFake: ['Date'] })
  row = await harness.connected()
})
afterEach(async () => {
  vi.useRealTimers()
  Object.assign(settings(), asItWas)
  await Promise.all(closing.splice(0).map((close) => close()))
})

let clock = Date.now()

/** One item, after everything that was found before is forgotten. */
async function item(name: string): Promise<SetupItem | undefined> {
  clock += 6 * 60_000
  vi.setSystemTime(clock)
  return (await loadSetup()).items.find(({ item }) => item === name)
}

function useMailServer(port: number, auth: object | null = { user: 'mooring', pass: 'the-smtp-password' }): void {
  Object.assign(settings(), { smtp: { host: '127.0.0.1', port, secure: false, isHere: true, auth } })
}

async function mailServer(onAuth: NonNullable<SMTPServerOptions['onAuth']>): Promise<void> {
  const server = new SMTPServer({ allowInsecureAuth: true, disabledCommands: ['STARTTLS'], logger: false, onAuth })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  useMailServer(typeof address === 'object' && address ? address.port : 0)
}

it('tests the mail server: it lets us in, refuses the password, or hangs, and no answer holds a secret', async () => {
  expect(await item('mail')).toMatchObject({ outcome: 'good', fact: expect.stringContaining('/mails') })
  Object.assign(settings(), { environment: 'production' })
  expect(await item('mail')).toMatchObject({ outcome: 'not_needed', reason: 'mail_not_set_up' })
  await mailServer((_, __, done) => done(null, { user: 'mooring' }))
  expect(await item('mail')).toMatchObject({ outcome: 'good', fact: null, reason: null })
  await mailServer((_, __, done) => done(new Error('the-smtp-password is wrong')))
  const refused = await item('mail')
  expect(refused).toMatchObject({ outcome: 'bad', reason: 'mail_credentials' })
  expect(JSON.stringify(refused)).not.toContain('the-smtp-password')
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => silent.close(resolve)))
  const address = silent.address()
  useMailServer(typeof address === 'object' && address ? address.port : 0)
  silent.on('connection', (socket) => closing.push(async () => socket.destroy()))
  expect(await item('mail')).toMatchObject({ outcome: 'bad', reason: 'unreachable' })
})

it('tests the background jobs: that the queue runs, and that nothing waits that was due long ago', async () => {
  expect(await item('background')).toMatchObject({ outcome: 'unknown', reason: 'queue_not_run' })
  const stop = await startQueue(AbortSignal.timeout(60_000))
  await stop()
  expect(await item('background')).toMatchObject({ outcome: 'unknown', reason: 'queue_not_run' })
  const run = (ago: string) => db().$executeRaw`
    INSERT INTO pgboss.job (name, state, completed_on) VALUES (${DUE_WORK}, 'completed', now() - ${ago}::interval)`
  await run('6 minutes')
  expect(await item('background')).toMatchObject({ outcome: 'bad', reason: 'queue_stopped', at: expect.any(Date) })
  await run('1 minute')
  expect(await item('background')).toMatchObject({ outcome: 'good', fact: null, reason: null })

  await db().$executeRaw`UPDATE connections SET next_attempt_at = now() - interval '1 hour', attempt_at = NULL,
    proven_at = now() - interval '9 days'`
  expect(await item('background')).toMatchObject({ outcome: 'bad', fact: '1', reason: 'late_connections' })
  for (const [channel, count] of [
    ['webhook', 2],
    ['mail', 3],
  ] as const) {
    for (let written = 0; written < count; written++) await late(channel)
    expect(await item('background')).toMatchObject({ outcome: 'bad', fact: String(count), reason: `late_${channel}s` })
  }
  await db().$executeRaw`UPDATE connections SET tell_at = now() - interval '6 minutes'`
  expect(await item('background')).toMatchObject({ outcome: 'bad', fact: '1', reason: 'late_transitions' })
})

async function late(channel: string): Promise<void> {
  const delivery = { id: newId(), channel, receiverId: newId() }
  const event = { id: newId(), userId: row.userId, type: 'account.joined', data: {} }
  await db().event.create({ data: { ...event, deliveries: { create: delivery } } })
  await db().$executeRaw`UPDATE deliveries SET next_attempt_at = now() - interval '11 minutes'`
}
