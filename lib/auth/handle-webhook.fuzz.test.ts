import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handleWebhook } from '#lib/auth/handle-webhook'
import { CLIENT_HEADER } from '#lib/client-address'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { createSubscription } from '#lib/keys/sealed-store'
import { parseSignature } from '#lib/qonto/webhook-signature'
import { INHERITED, mutated, newAddress, oddJson, oddText } from '#lib/testing/fuzz'
import { type Harness, openHarness } from '#lib/testing/harness'

const SECRET = 'a-secret-of-a-subscription-of-this-test'
const NEWS = 'v1/consent-revocations'
let harness: Harness
beforeAll(async () => {
  harness = await openHarness()
  const { id: connectionId } = await harness.connected()
  await createSubscription(db(), { connectionId, subscriptionId: 's-1', secret: SECRET })
})
afterAll(() => harness.close())
beforeEach(async () => {
  await db().webhookDelivery.deleteMany()
})

const event = (changes: object = {}) =>
  JSON.stringify({
    ...{ id: 'e-1', subscription_id: 's-1', type: NEWS, organization_id: 'o-1', membership_id: 'm-1' },
    data: { client_id: 'nobody', revoked_at: '2026-01-02T03:04:05Z' },
    ...changes,
  })
const signatureOf = (body: string | Uint8Array, secret = SECRET, at = Math.floor(Date.now() / 1000)) =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`

async function deliver(body: string | Uint8Array, header: string | null): Promise<number> {
  const headers = { [CLIENT_HEADER]: newAddress(), ...(header !== null && { 'x-qonto-signature': header }) }
  const request = new Request('https://mooring.example/', {
    method: 'POST',
    headers,
    body: Uint8Array.from(Buffer.from(body)),
  })
  return (await handleWebhook(request, () => undefined)).status
}
const traces = async () => [
  await db().webhookDelivery.count(),
  await db().webhookSubscription.count({ where: { lastDeliveryAt: { not: null } } }),
]
const header = oddText.map((text) => text.slice(0, 300).replace(/[^\x20-\x7e]/g, ''))

describe('the door for webhooks', () => {
  it('believes nothing that is not signed, and writes nothing down about it', async () => {
    const changed = fc.oneof(
      mutated(event()).map((body) => [body, signatureOf(event())] as const),
      // HMAC pads a short key with NUL (RFC 2104, section 2): with one more at its end it is the same key.
      mutated(SECRET)
        .filter((secret) => secret.replace(/\0+$/, '') !== SECRET)
        .map((secret) => [event(), signatureOf(event(), secret)] as const),
      fc
        .record({ id: oddJson, subscription_id: oddJson, type: oddJson })
        .map((odd) => [event(odd), signatureOf(event(odd), 'guessed')] as const),
      fc.tuple(fc.uint8Array({ maxLength: 300 }), header).map(([body, sent]) => [body, sent] as const),
      fc.tuple(oddJson, fc.constantFrom(null, 't=1,v1=0')).map(([json, sent]) => [JSON.stringify(json), sent] as const),
    )
    await fc.assert(
      fc.asyncProperty(changed, async ([body, sent]) => {
        expect([400, 401, 413]).toContain(await deliver(body, sent))
      }),
      { numRuns: 150 },
    )
    expect(await traces()).toEqual([0, 0])
  })

  it('believes a header that says the same in another way, and no other one', async () => {
    const right = signatureOf(event())
    const expected = parseSignature(right)
    await fc.assert(
      fc.asyncProperty(
        mutated(right).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
        async (sent) => {
          const read = parseSignature(sent)
          const hex = (signatures: string[]) => signatures.map((one) => one.toLowerCase())
          const isSame =
            read?.at === expected?.at && hex(read?.signatures ?? []).includes(expected?.signatures[0] ?? 'none')
          expect(await deliver(event(), sent)).toBe(isSame ? 200 : 401)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('answers what Qonto has signed with 200 or 400, and never with a failure of ours', async () => {
    const id = fc.oneof(oddJson, oddText, fc.constantFrom('\u0000', 'e\u0000', '\ud800'))
    const at = fc.oneof(
      oddJson,
      mutated('0001-01-01T00:00:00Z'),
      fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'),
    )
    const odd = fc.record(
      {
        ...{
          id,
          type: fc.oneof(oddJson, fc.constant(NEWS)),
          organization_id: id,
          membership_id: id,
        },
        data: fc.oneof(
          oddJson,
          fc.record({ client_id: fc.constantFrom<unknown>(settings().clientId, 'nobody'), revoked_at: at }),
        ),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(odd, async (changes) => {
        const body = event(changes)
        const status = await deliver(body, signatureOf(body))
        expect(Buffer.byteLength(body) > 65_536 ? [413] : [200, 400]).toContain(status)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['an unsigned NUL in what is looked up, which PostgreSQL refuses', { subscription_id: 's\u0000' }],
    ['half a character in it', { subscription_id: '\ud800' }],
  ])('answers 400 to %s, found by trying', async (_, changes) => {
    expect(await deliver(event(changes), `t=1,v1=${'0'.repeat(64)}`)).toBe(400)
  })

  it.each([
    ['a NUL in its id', { id: 'e\u0000' }],
    [
      'a year 0, which no calendar of PostgreSQL has',
      { data: { client_id: 'nobody', revoked_at: '0000-01-01T00:00:00Z' } },
    ],
    ['a year before it', { data: { client_id: 'nobody', revoked_at: '0000-01-01T00:00:00+23:59' } }],
  ])('answers 400 to %s, signed as it may be', async (_, changes) => {
    expect(await deliver(event(changes), signatureOf(event(changes)))).toBe(400)
  })

  it.each([...INHERITED])('knows no subscription that is called %s', async (name) => {
    const body = event({ subscription_id: name, id: newId() })
    expect(await deliver(body, signatureOf(body))).toBe(401)
  })
})
