import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, startBench, tokensOf } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', { all: true }))
afterAll(() => bench.close())

const statusOf = async (accessToken: string) => (await bench.api('membership', accessToken)).status
const revoke = async (token: string) => (await bench.post('/oauth2/revoke', { token })).status

describe('the revocation endpoint', () => {
  test('ends the whole chain with the refresh token', async () => {
    const { access_token, refresh_token } = await bench.connect()
    expect(await revoke(refresh_token)).toBe(200)
    expect(await statusOf(access_token)).toBe(401)
    expect((await bench.refresh(refresh_token)).status).toBe(400)
  })

  test('ends the whole chain with the access token too', async () => {
    const { access_token, refresh_token } = await bench.connect()
    expect(await revoke(access_token)).toBe(200)
    expect((await bench.refresh(refresh_token)).status).toBe(400)
  })

  test('answers 200 for a token that it does not know', async () => {
    expect(await revoke('ory_rt_unknown.unknown')).toBe(200)
    expect(await revoke('eyJhbGciOiJSUzI1NiJ9.e30.x')).toBe(200)
  })

  test('says yes without a word, and keeps nobody from asking again (fosite, revoke_handler.go)', async () => {
    for (const fields of [{ token: 'ory_rt_unknown.unknown' }, { token: '' }, {}]) {
      const { status, headers, text } = await bench.post('/oauth2/revoke', fields).then(async (response) => ({
        status: response.status,
        headers: ['cache-control', 'pragma', 'content-type'].map((name) => response.headers.get(name)),
        text: await response.text(),
      }))
      expect([status, text, ...headers]).toEqual([200, '', 'no-store', 'no-cache', null])
    }
  })

  test('ends the chain with a rotated token within its grace, and does nothing with it afterwards', async () => {
    const early = await bench.connect()
    const earlyNext = await tokensOf(await bench.refresh(early.refresh_token))
    expect(await revoke(early.refresh_token)).toBe(200)
    expect(await statusOf(earlyNext.access_token)).toBe(401)
    const late = await bench.connect()
    const lateNext = await tokensOf(await bench.refresh(late.refresh_token))
    await bench.command('clock', { offsetSeconds: 61 })
    expect(await revoke(late.refresh_token)).toBe(200)
    expect(await statusOf(lateNext.access_token)).toBe(200)
  })

  test('refuses wrong credentials', async () => {
    const response = await bench.post('/oauth2/revoke', { token: 'x', client_secret: 'wrong' })
    expect([response.status, (await response.json()).error]).toEqual([401, 'invalid_client'])
  })
})

describe('the consents of a membership', () => {
  test('end all together, and no others', async () => {
    const [one, two] = [await bench.connect(), await bench.connect()]
    const colleague = await bench.connect({ person: 'Inès' })
    const response = await bench.api('oauth2/consents', one.access_token, 'DELETE')
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect([
      await statusOf(one.access_token),
      await statusOf(two.access_token),
      await statusOf(colleague.access_token),
    ]).toEqual([401, 401, 200])
    expect((await bench.refresh(two.refresh_token)).status).toBe(400)
  })

  test('need organization.read', async () => {
    const { access_token } = await bench.connect({ query: { scope: 'openid membership.read' } })
    const response = await bench.api('oauth2/consents', access_token, 'DELETE')
    expect([response.status, (await response.json()).errors[0].code]).toEqual([403, 'forbidden'])
  })

  test('stand side by side: a new one leaves the old chain alive', async () => {
    const [old, young] = [await bench.connect(), await bench.connect()]
    expect([await statusOf(old.access_token), await statusOf(young.access_token)]).toEqual([200, 200])
    await revoke(young.refresh_token)
    expect([await statusOf(old.access_token), await statusOf(young.access_token)]).toEqual([200, 401])
  })

  test('are cut one by one, by membership or all at once in the control room', async () => {
    const [one, two, three] = [await bench.connect(), await bench.connect(), await bench.connect({ person: 'Inès' })]
    const [first, second] = (await bench.command('state')).consents
    await bench.command('revoke', { grantId: first?.grantId })
    expect([await statusOf(one.access_token), await statusOf(two.access_token)]).toEqual([401, 200])
    await bench.command('revoke', { membershipId: second?.membershipId })
    expect([await statusOf(two.access_token), await statusOf(three.access_token)]).toEqual([401, 200])
    const { consents } = await bench.command('revoke', { all: true })
    expect(consents.map(({ live }) => live)).toEqual([false, false, false])
  })
})
