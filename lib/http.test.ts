import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { boundedFetch, clockSkew, isStagingGate } from '#lib/http'

afterEach(() => void vi.useRealTimers())

it('sends nothing any more when the computer slept before there was a connection', async () => {
  const seen = vi.fn()
  const server = createServer((_, answer) => {
    seen()
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  vi.useFakeTimers({ toFake: ['Date'] })
  const request = boundedFetch(url, { method: 'POST', headers: {}, body: 'refresh_token=once' })
  vi.setSystemTime(Date.now() + 75_000)
  await expect(request).rejects.toMatchObject({ failure: 'timeout' })
  vi.useRealTimers()
  expect((await boundedFetch(url, { method: 'POST', headers: {}, body: '' })).status).toBe(200)
  expect(seen).toHaveBeenCalledOnce()
  server.close()
})

const now = Date.parse('2026-11-27T12:00:00Z')
const answer = (headers: Record<string, string>, status = 200) => new Response(null, { headers, status })

describe('the clock of an answer', () => {
  it.each([
    ['Fri, 27 Nov 2026 12:00:01 GMT', 0],
    ['Fri, 27 Nov 2026 12:01:00 GMT', 60_000],
    // However far: what is too bad to be believed is the worst case, not the best.
    ['Fri, 27 Nov 2026 11:40:00 GMT', -20 * 60_000],
    ['Sat, 27 Nov 2027 12:00:00 GMT', 365 * 86_400_000],
    ['not a date', null],
  ])('that says %s is %s ms away', (date, skew) => {
    expect(clockSkew(answer({ date }), now)).toBe(skew)
  })

  it('is not known without one', () => {
    expect(clockSkew(answer({}), now)).toBeNull()
  })
})

describe('a web page', () => {
  const token = { 'X-Qonto-Staging-Token': 'x' }
  it.each([
    ['with a staging token', token, answer({}), true],
    ['without one, as in production', {}, answer({}), false],
    ['that asks to come back later', token, answer({ 'retry-after': '120' }), false],
    ['of a server that fails', token, answer({}, 503), false],
  ])('%s may be the gate of the sandbox: %#', (_, sent, page, may) => {
    expect(isStagingGate(page, sent)).toBe(may)
  })
})
