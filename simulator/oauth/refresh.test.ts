import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, decode, startBench, tokensOf } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', {}))
afterAll(() => bench.close())

const refreshed = async (token: string) => tokensOf(await bench.refresh(token))
const statusOf = async (accessToken: string) => (await bench.api('membership', accessToken)).status

describe('a refresh', () => {
  test('replaces both tokens, and the old access token dies at once', async () => {
    const first = await bench.connect()
    const second = await refreshed(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect([await statusOf(first.access_token), await statusOf(second.access_token)]).toEqual([401, 200])
    expect(second).toMatchObject({ token_type: 'bearer', expires_in: 3599, scope: first.scope })
  })

  test('brings a new ID token with the nonce and auth_time of the first', async () => {
    const first = await bench.connect()
    await bench.command('clock', { offsetSeconds: 1000 })
    const [before, after] = [
      decode(first.id_token).claims,
      decode((await refreshed(first.refresh_token)).id_token).claims,
    ]
    expect(after).toMatchObject({
      sub: before.sub,
      nonce: before.nonce,
      auth_time: before.auth_time,
      sid: before.sid,
      rat: before.rat,
    })
    expect(Number(after.iat) - Number(before.iat)).toBeGreaterThanOrEqual(999)
    expect(after.jti).not.toBe(before.jti)
  })

  test('gives yet another pair for each reuse within 60 s of the first use, and all forks live', async () => {
    const first = await bench.connect()
    const fork = await refreshed(first.refresh_token)
    await bench.command('clock', { offsetSeconds: 58 })
    const other = await refreshed(first.refresh_token)
    expect(other.refresh_token).not.toBe(fork.refresh_token)
    expect([await statusOf(fork.access_token), await statusOf(other.access_token)]).toEqual([200, 200])
  })

  test('counts the 60 s from the first use only', async () => {
    const first = await bench.connect()
    await refreshed(first.refresh_token)
    await bench.command('clock', { offsetSeconds: 40 })
    await refreshed(first.refresh_token)
    await bench.command('clock', { offsetSeconds: 61 })
    expect((await bench.refresh(first.refresh_token)).status).toBe(400)
  })

  test('ends the whole chain when a used token comes back after the grace', async () => {
    const first = await bench.connect()
    const second = await refreshed(first.refresh_token)
    const other = await bench.connect()
    await bench.command('clock', { offsetSeconds: 61 })
    const replay = await bench.refresh(first.refresh_token)
    expect([replay.status, (await replay.json()).error]).toEqual([400, 'invalid_grant'])
    expect(await statusOf(second.access_token)).toBe(401)
    expect((await bench.refresh(second.refresh_token)).status).toBe(400)
    expect((await bench.refresh(other.refresh_token)).status).toBe(200)
  })

  test('starts 90 new days each time', async () => {
    const first = await bench.connect()
    const days = (count: number) => bench.command('clock', { offsetSeconds: count * 86_400 })
    await days(89)
    const second = await refreshed(first.refresh_token)
    await days(178)
    const third = await refreshed(second.refresh_token)
    await days(269)
    expect((await (await bench.refresh(third.refresh_token)).json()).error).toBe('invalid_grant')
  })

  test.each(['openid', 'openid offline_access organization.read membership.read payment.write', ''])(
    'gives what was granted, whatever scope is asked for: "%s" (fosite, flow_refresh.go)',
    async (scope) => {
      const { refresh_token, ...first } = await bench.connect()
      const answer = await bench.post('/oauth2/token', { grant_type: 'refresh_token', refresh_token, scope })
      expect((await tokensOf(answer)).scope).toBe(first.scope)
    },
  )

  test('is refused when a scope was taken from the app since', async () => {
    const { refresh_token } = await bench.connect()
    await bench.command('failures', { kind: 'app_scopes', scopes: ['openid', 'offline_access'] })
    const refused = await bench.refresh(refresh_token)
    expect([refused.status, (await refused.json()).error]).toEqual([400, 'invalid_scope'])
    await bench.command('reset', {})
    expect((await bench.refresh(refresh_token)).status).toBe(200)
  })

  test('lets an access token die after an hour', async () => {
    const { access_token } = await bench.connect()
    await bench.command('clock', { offsetSeconds: 3590 })
    expect(await statusOf(access_token)).toBe(200)
    await bench.command('clock', { offsetSeconds: 3601 })
    expect(await statusOf(access_token)).toBe(401)
  })
})
