import { expect, it } from 'vitest'
import { standingOf } from '#lib/connection/standing'
import type { Verdict } from '#lib/connection/types'

const CASES: Array<[Verdict['state'], Verdict['reason'], Verdict['owner'], string]> = [
  ['broken', 'grant_refused', 'you', 'needs_you'],
  ['gone', 'disconnect_unconfirmed', 'you', 'needs_you'],
  ['gone', 'disconnect_given_up', 'you', 'needs_you'],
  ['trouble', 'other_owner', 'you', 'needs_you'],
  ['trouble', 'fleet_brake', 'administrator', 'needs_administrator'],
  ['locked', 'key_missing', 'administrator', 'needs_administrator'],
  ['trouble', 'unreachable', 'nobody', 'retrying'],
  ['limited', 'scopes_missing', 'you', 'works'],
  ['ok', 'proven', 'nobody', 'works'],
  ['frozen', 'paused', 'you', 'paused'],
  ['gone', 'disconnected', 'nobody', 'ended'],
]

it.each(CASES)('puts %s (%s, %s) among what %s', (state, reason, owner, standing) => {
  expect(standingOf({ state, reason, owner })).toBe(standing)
})
