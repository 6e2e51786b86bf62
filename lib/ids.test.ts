import { expect, it } from 'vitest'
import { newSecret } from '#lib/ids'

it('secrets are of 256 bits, no two alike, and every bit is as often set as not', () => {
  const secrets = Array.from({ length: 2_000 }, newSecret)
  expect(new Set(secrets).size).toBe(2_000)
  const bytes = secrets.map((secret) => Buffer.from(secret, 'base64url'))
  for (const each of bytes) expect(each).toHaveLength(32)
  for (let bit = 0; bit < 256; bit += 1) {
    const set = bytes.filter((each) => ((each[bit >> 3] ?? 0) >> (bit & 7)) & 1).length
    // Six standard deviations of a fair coin.
    expect(Math.abs(set - 1_000), `bit ${bit}`).toBeLessThan(135)
  }
})
