import { expect, it } from 'vitest'
import { showDelivery } from '#lib/loaders/notifications/load-webhooks'

const [id, at] = ['019a0000-0000-7000-8000-000000000001', new Date(0)]
const delivery = { id, eventId: id, channel: 'webhook', receiverId: id, attempts: 1, nextAttemptAt: null, doneAt: at }
const event = { type: 'connection.paused', at }

it.each([
  ['delivered', 'delivered', null],
  ['given_up', 'given_up', 'timeout'],
  ['unwanted', 'unwanted', 'disabled'],
])('shows a delivery that ended as %s as %s', (outcome, state, code) => {
  const answer = code === null ? { status: 200, ms: 3, text: 'thanks' } : { code }
  expect(showDelivery({ ...delivery, event, outcome, answer })).toMatchObject({ state, failure: code })
})

it.each([null, 'sending', 'timeout'])('shows a delivery that is not over as waiting: %s', (outcome) => {
  const waiting = { ...delivery, event, outcome, answer: null, doneAt: null }
  expect(showDelivery(waiting)).toMatchObject({ state: 'waiting', failure: null })
})
