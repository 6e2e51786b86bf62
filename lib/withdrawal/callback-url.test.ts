import { expect, it } from 'vitest'
import { webhookCallback } from '#lib/withdrawal/callback-url'

it.each([
  ['https://mooring.example.com', 'https://mooring.example.com/api/qonto/webhooks'],
  ['https://mooring.example.com:8443', 'https://mooring.example.com:8443/api/qonto/webhooks'],
  ['http://localhost:3000', null],
  ['https://localhost', null],
  ['https://127.0.0.1', null],
  ['https://[::1]', null],
  ['https://192.168.1.20', null],
  ['https://10.0.0.5', null],
  ['https://nas.local', null],
  ['https://nas', null],
])('offers Qonto a public https address only: %s', (origin, expected) => {
  expect(webhookCallback({ origin })).toBe(expected)
})
