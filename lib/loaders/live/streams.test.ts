import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSession, endSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { newSecret } from '#lib/ids'
import { readMarks } from '#lib/loaders/live/mark'
import { look, openStream } from '#lib/loaders/live/streams'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let connection: { id: string; userId: string }
const readers: Array<ReadableStreamDefaultReader<Uint8Array>> = []
beforeEach(async () => {
  connection = await harness.connected()
})
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.cancel()))
})

const sessionOf = async (userId: string) => (await createSession(newSecret(), userId, null)).id
const markOf = async (sessionId: string) => (await readMarks([sessionId])).get(sessionId) ?? ''

/** A stream that has said its first word. */
async function listening(sessionId: string) {
  const stream = openStream(sessionId, await markOf(sessionId))
  if (!stream) return null
  const reader = stream.getReader()
  readers.push(reader)
  const heard: string[] = []
  const listen = async () => {
    for (let word = await reader.read(); !word.done; word = await reader.read())
      heard.push(new TextDecoder().decode(word.value))
    heard.push('over')
  }
  void listen()
  return heard
}
const settled = () => new Promise((resolve) => setImmediate(resolve))
const looked = async () => {
  await look()
  await settled()
}
const pause = () => db().connection.update({ where: { id: connection.id }, data: { status: 'frozen' } })

it('says the mark at once, and again when what is shown has changed', async () => {
  const id = await sessionOf(connection.userId)
  const heard = await listening(id)
  await looked()
  const before = await markOf(id)
  expect(heard).toEqual([`data: ${before}\n\n`])
  await pause()
  await looked()
  const after = await markOf(id)
  expect(after).not.toBe(before)
  expect(heard).toEqual([`data: ${before}\n\n`, `data: ${after}\n\n`])
})

it('says nothing of an automatic renewal, nor of what another person has', async () => {
  const { id: userId } = await db().user.create({ data: { id: crypto.randomUUID() } })
  const [own, other] = [await listening(await sessionOf(connection.userId)), await listening(await sessionOf(userId))]
  const times = { accessExpiresAt: new Date(), provenAt: new Date(), refreshIssuedAt: new Date() }
  await db().connection.update({ where: { id: connection.id }, data: { ...times, generation: { increment: 1 } } })
  await looked()
  expect([own?.length, other?.length]).toEqual([1, 1])
  await pause()
  await looked()
  expect([own?.length, other]).toEqual([2, ['data: 0\n\n']])
})

it('ends with its session, and not with another one of the same person', async () => {
  const [ended, kept] = [await sessionOf(connection.userId), await sessionOf(connection.userId)]
  const [over, on] = [await listening(ended), await listening(kept)]
  await endSession(connection.userId, ended)
  await looked()
  expect(over?.slice(1)).toEqual(['event: ended\ndata: -\n\n', 'over'])
  expect(on).toHaveLength(1)
})

it('is there three times for one session, and once more when one was closed', async () => {
  const id = await sessionOf(connection.userId)
  for (let count = 0; count < 3; count += 1) expect(await listening(id)).not.toBeNull()
  expect(await listening(id)).toBeNull()
  expect(await listening(await sessionOf(connection.userId))).not.toBeNull()
  await readers[0]?.cancel()
  expect(await listening(id)).not.toBeNull()
})

it('ends when the server drains, without a word that keeps the browser away, and no other begins', async () => {
  const id = await sessionOf(connection.userId)
  const heard = await listening(id)
  const { dashboardStreams } = globalThis as typeof globalThis & {
    dashboardStreams?: { isOver: boolean; end(): void }
  }
  dashboardStreams?.end()
  await settled()
  expect(heard?.slice(1)).toEqual(['retry: 5000\n\n', 'over'])
  expect(await listening(id)).toBeNull()
  // As in a new process.
  if (dashboardStreams) dashboardStreams.isOver = false
})
