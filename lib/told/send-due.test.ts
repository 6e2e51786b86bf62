import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '#lib/db'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'
import { sendDue } from '#lib/told/send-due'
import type { Channel, Due, Sent } from '#lib/told/types'

const harness = useHarness()
let userId: string
let sent: Due[][]
let answer: () => Promise<Sent>
beforeEach(async () => {
  userId = (await harness.connected()).userId
  sent = []
  answer = async () => ({ outcome: 'delivered' })
})

/** Tries at once, after a minute, and after an hour. */
const channel: Channel = {
  ...{ name: 'webhook', atOnce: 4, retryAfterSeconds: [60, 3600], receivers: async () => [] },
  send: (due) => {
    sent.push([due])
    return answer()
  },
}
const bundling: Channel = {
  ...channel,
  name: 'mail',
  bundle: {
    over: 5,
    send: (due) => {
      sent.push([...due])
      return answer()
    },
  },
}

async function deliveries(count: number, of: Channel, receiverId = newId(), reason?: string): Promise<string> {
  for (let written = 0; written < count; written++) {
    const type = reason === undefined ? 'account.joined' : 'connection.needs_attention'
    const event = { id: newId(), userId, type, data: reason === undefined ? {} : { reason } }
    const delivery = { id: newId(), channel: of.name, receiverId }
    await db().event.create({ data: { ...event, deliveries: { create: delivery } } })
  }
  return receiverId
}

const secondsLeft = async () => {
  const { nextAttemptAt } = await db().delivery.findFirstOrThrow()
  return nextAttemptAt === null ? null : Math.round((nextAttemptAt.getTime() - Date.now()) / 1000)
}
const makeDue = () => db().delivery.updateMany({ where: { doneAt: null }, data: { nextAttemptAt: new Date(0) } })

it('sends each delivery once, however many processes send', async () => {
  for (let receiver = 0; receiver < 30; receiver++) await deliveries(2, channel)
  await Promise.all(Array.from({ length: 5 }, () => sendDue(undefined, [channel])))
  expect(new Set(sent.flat().map(({ id }) => id)).size).toBe(60)
  expect(sent).toHaveLength(60)
  expect(await db().delivery.count({ where: { outcome: 'delivered', nextAttemptAt: null } })).toBe(60)
})

describe('a receiver', () => {
  it('that hangs takes one place, and what falls due for others is sent meanwhile', async () => {
    const hanging = await deliveries(6, channel)
    const hangs = Promise.withResolvers<Sent>()
    const manner = { ...channel, send: (due: Due) => (due.receiverId === hanging ? hangs.promise : channel.send(due)) }
    const sending = sendDue(undefined, [manner])
    const arrived = () => db().delivery.count({ where: { outcome: 'delivered' } })
    await deliveries(3, channel)
    await vi.waitFor(async () => expect(await arrived()).toBe(3), 10_000)
    expect(await db().delivery.count({ where: { receiverId: hanging, attempts: 0 } })).toBe(5)
    hangs.resolve({ outcome: 'delivered' })
    expect(await sending).toBe(9)
    expect(await arrived()).toBe(9)
  })

  it('is told one thing after the other, in its order', async () => {
    await deliveries(6, channel)
    let [under, most] = [0, 0]
    answer = async () => {
      under += 1
      most = Math.max(most, under)
      await db().$executeRaw`SELECT 1`
      under -= 1
      return { outcome: 'delivered' }
    }
    await sendDue(undefined, [channel])
    const ids = sent.flat().map(({ id }) => id)
    expect([most, ids.length, ids]).toEqual([1, 6, ids.toSorted()])
  })
})

describe('a delivery that fails', () => {
  it('is planned again before it is sent, so that a crash loses nothing', async () => {
    await deliveries(1, channel)
    let planned: number | null = null
    answer = async () => {
      planned = await secondsLeft()
      return { outcome: 'delivered' }
    }
    await sendDue(undefined, [channel])
    expect(planned).toBeGreaterThan(100)
  })

  it('comes again as its channel plans it, and is then given up', async () => {
    await deliveries(1, channel)
    answer = async () => ({ outcome: 'failed', code: 'timeout' })
    expect([await sendDue(undefined, [channel]), await sendDue(undefined, [channel])]).toEqual([1, 0])
    expect(await secondsLeft()).toBeGreaterThan(55)
    expect(await secondsLeft()).toBeLessThan(75)
    await makeDue()
    await sendDue(undefined, [channel])
    expect(await secondsLeft()).toBeGreaterThan(3500)
    await makeDue()
    await sendDue(undefined, [channel])
    const { outcome, answer: last, doneAt, attempts } = await db().delivery.findFirstOrThrow()
    expect({ outcome, last, attempts, left: await secondsLeft() }).toEqual({
      ...{ outcome: 'given_up', last: { code: 'timeout' }, attempts: 3, left: null },
    })
    expect(doneAt).not.toBeNull()
  })

  it('is not tried again after a refusal, and is tried again after a mistake of ours', async () => {
    await deliveries(1, channel)
    answer = () => Promise.reject(new Error('a mistake'))
    await sendDue(undefined, [channel])
    expect(await secondsLeft()).toBeGreaterThan(55)
    await makeDue()
    answer = async () => ({ outcome: 'refused', code: 'gone' })
    await sendDue(undefined, [channel])
    expect(await secondsLeft()).toBeNull()
  })
})

describe('for people', () => {
  it('makes one message of more than five for the same receiver, and none of those for several', async () => {
    await deliveries(6, bundling)
    for (let receiver = 0; receiver < 6; receiver++) await deliveries(1, bundling)
    await sendDue(undefined, [bundling])
    expect(sent.map((due) => due.length).sort()).toEqual([1, 1, 1, 1, 1, 1, 6])
    expect(await db().delivery.count({ where: { outcome: 'delivered' } })).toBe(12)
  })

  it('makes one message of each cause that many have, and one of the rest when that is many', async () => {
    const receiver = await deliveries(8, bundling, newId(), 'unreachable')
    await deliveries(7, bundling, receiver, 'grant_refused')
    for (const reason of ['lapsed', 'restored']) await deliveries(1, bundling, receiver, reason)
    await sendDue(undefined, [bundling])
    expect(sent.map((due) => [due.length, due[0]?.cause])).toEqual([
      [8, 'connection.needs_attention:unreachable'],
      [7, 'connection.needs_attention:grant_refused'],
      [1, 'connection.needs_attention:lapsed'],
      [1, 'connection.needs_attention:restored'],
    ])
    const other = newId()
    for (const reason of ['lapsed', 'restored', 'answer_lost']) await deliveries(2, bundling, other, reason)
    await sendDue(undefined, [bundling])
    expect(sent.at(-1)?.length).toBe(6)
  })

  it('keeps an outage that reaches one connection after the other to a message in a quarter of an hour', async () => {
    const receiver = await deliveries(6, bundling, newId(), 'unreachable')
    await sendDue(undefined, [bundling])
    await db().$executeRaw`UPDATE deliveries SET done_at = done_at - interval '10 minutes'`
    await deliveries(3, bundling, receiver, 'unreachable')
    await deliveries(1, bundling, receiver, 'grant_refused')
    await sendDue(undefined, [bundling])
    expect(sent.map((due) => due.length)).toEqual([6, 1])
    const waiting = await db().delivery.findFirstOrThrow({ where: { doneAt: null } })
    expect(Math.round(((waiting.nextAttemptAt?.getTime() ?? 0) - Date.now()) / 60_000)).toBe(5)
    await db().$executeRaw`UPDATE deliveries SET done_at = done_at - interval '6 minutes'`
    await makeDue()
    await sendDue(undefined, [bundling])
    expect(sent.map((due) => due.length)).toEqual([6, 1, 1, 1, 1])
  })

  it('keeps what follows a burst back for a minute, and sends it as one', async () => {
    const receiver = await deliveries(4, bundling)
    await sendDue(undefined, [bundling])
    await deliveries(3, bundling, receiver)
    await sendDue(undefined, [bundling])
    await deliveries(4, bundling, receiver)
    await sendDue(undefined, [bundling])
    expect(sent.map((due) => due.length)).toEqual([1, 1, 1, 1])
    await db().$executeRaw`UPDATE deliveries SET done_at = done_at - interval '1 minute'`
    await makeDue()
    await sendDue(undefined, [bundling])
    expect(sent.at(-1)?.map(({ attempts }) => attempts)).toEqual(Array(7).fill(1))
  })
})
