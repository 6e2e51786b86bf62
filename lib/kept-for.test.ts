import { expect, it } from 'vitest'
import { KeptFor } from '#lib/kept-for'

it('keeps a value until its time is over, and not one from the future', () => {
  const kept = new KeptFor<string>(10)
  expect(kept.recent(100)).toBeUndefined()
  kept.keep('here', 100)
  expect([99, 100, 109, 110].map((now) => kept.recent(now))).toEqual([undefined, 'here', 'here', undefined])
})
