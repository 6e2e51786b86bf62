import { afterEach, describe, expect, it } from 'vitest'
import { probeApi, probeApiRarely } from '#lib/qonto/probe-api'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
const fails = (failure: object) => harness.bench.command('failures', { target: 'organization', times: 0, ...failure })
afterEach(() => harness.bench.command('reset', {}))

describe('the test of the API host', () => {
  it('takes a refusal without a token for an answer, and asks no more for ten minutes', async () => {
    await probeApiRarely(harness.server, 60 * 60_000)
    expect(await probeApiRarely(harness.server, 0)).toBe('answers')
    await fails({ kind: 'refuse' })
    expect(await probeApiRarely(harness.server, 9 * 60_000)).toBe('answers')
    expect(await probeApiRarely(harness.server, 11 * 60_000)).toBe('unreachable')
  })

  it.each([
    ['a page in front of the sandbox', { kind: 'html' }, 'html_answer'],
    ['a gateway that refuses everybody', { kind: 'status', status: 401, body: '' }, 'invalid_answer'],
    ['an outage', { kind: 'status', status: 503 }, 'server_error'],
  ])('tells %s apart', async (_, failure, probe) => {
    await fails(failure)
    expect(await probeApi(harness.server)).toBe(probe)
  })
})
