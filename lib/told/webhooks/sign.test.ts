import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { newSigningSecret, signatureHeaders } from '#lib/told/webhooks/sign'

const body = JSON.stringify({ type: 'connection.paused', data: { organization: 'Café «Élan»' } })
const signed = { id: '01a2b3c4-0000-7000-8000-000000000001', at: new Date(), body }

it('is verified by the library of the standard, also with either secret while two count', () => {
  const [fresh, former] = [newSigningSecret(), newSigningSecret()]
  const headers = signatureHeaders(signed, [fresh, former])
  for (const secret of [fresh, former])
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'connection.paused' })
  expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow('No matching signature')
  expect(() => new Webhook(fresh).verify(`${body} `, headers)).toThrow('No matching signature')
  expect(() => new Webhook(fresh).verify(body, { ...headers, 'webhook-id': 'other' })).toThrow('No matching signature')
})

it('signs the time of the attempt: an old delivery cannot be sent again by somebody else', () => {
  const secret = newSigningSecret()
  const headers = signatureHeaders({ ...signed, at: new Date(Date.now() - 6 * 60_000) }, [secret])
  expect(() => new Webhook(secret).verify(body, headers)).toThrow('too old')
})
