import { afterEach, describe, expect, it } from 'vitest'
import { type Answerer, mooring, type Ran, serve } from '#cli/testing'

// Whatever is wrong with the settings, and whatever answers where a dashboard should.

const KEY = `mrk_${'k'.repeat(49)}`
const ID = '01a21f0f-9216-7515-b683-9ee3b6099f0a'
let close = async () => {}
afterEach(() => close())

const MARK = { 'x-request-id': '2JPM-XXGN' }

async function against(answer: Answerer, words = ['status', ID]): Promise<Ran> {
  const server = await serve(answer)
  close = server.close
  return mooring(words, { MOORING_URL: server.url, MOORING_KEY: KEY })
}

const refused = (text: string) => ({ code: 10, out: '', err: expect.stringContaining(text) })

describe('the settings', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no key', {}, 'http://localhost:3000/api-keys'],
    ['a blank key', { MOORING_KEY: ' ' }, 'MOORING_KEY is missing'],
    ['a key that is none', { MOORING_KEY: 'hunter2hunter2' }, 'is no API key'],
    ['two lines as a key', { MOORING_KEY: `${KEY}\n${KEY}` }, 'is no API key'],
    ['an address that is none', { MOORING_KEY: KEY, MOORING_URL: 'dashboard' }, 'MOORING_URL is no address'],
    ['a key as the address', { MOORING_KEY: KEY, MOORING_URL: KEY }, 'MOORING_URL is no address'],
    ['a path', { MOORING_KEY: KEY, MOORING_URL: 'http://localhost/api/v1' }, 'more than the address'],
    ['a password', { MOORING_KEY: KEY, MOORING_URL: 'https://me:hunter2@bank.test' }, 'more than the address'],
    ['another machine without TLS', { MOORING_KEY: KEY, MOORING_URL: 'http://bank.test' }, 'over https only'],
    [
      'a host that only begins like ours',
      { MOORING_KEY: KEY, MOORING_URL: 'http://localhost.bank.test' },
      'https only',
    ],
  ])('with %s are refused in words that quote nothing', async (_, env, text) => {
    const told = await mooring(['status', ID], env)
    expect(told).toEqual(refused(text))
    expect(told.err).not.toMatch(/hunter2|kkk/)
  })

  it.each([
    [['mrk_abcdefgh']],
    [['status', 'x', '--key=mrk_abcdefgh']],
    [['status', '--mrk_abcdefgh']],
    [['connections', '--status', KEY]],
    [['qonto', ID, KEY, '/v2/x']],
  ])('are not quoted when a key stands in the wrong place: %j', async (words) => {
    const told = await mooring(words, { MOORING_KEY: KEY })
    expect(told.code).toBe(10)
    expect(told.out + told.err).not.toMatch(/abcdefgh|kkk/)
  })
})

describe('what answers', () => {
  it('may be nothing', async () => {
    const gone = await serve(() => new Response())
    await gone.close()
    const told = await mooring(['status', ID], { MOORING_URL: gone.url, MOORING_KEY: KEY })
    expect(told).toEqual(refused(`No dashboard answers at ${gone.url} (ECONNREFUSED). Start it, or set MOORING_URL`))
  })

  it.each<[string, Answerer, string]>([
    ['a page', () => new Response('<html>'), 'no Mooring dashboard'],
    ['a page that is missing', () => new Response('<html>', { status: 404 }), '(status 404)'],
    ['JSON of something else', () => Response.json({ hello: 1 }), 'no Mooring dashboard'],
    ['nothing but a status', () => new Response(null, { status: 204 }), 'no Mooring dashboard'],
    [
      'a redirect',
      () => new Response(null, { status: 308, headers: { location: 'https://new.bank.test/api/v1/x' } }),
      'https://new.bank.test.',
    ],
  ])('may be %s', async (_, answer, text) => {
    for (const words of [['status', ID], ['token', ID], ['connections'], ['qonto', ID, 'GET', '/v2/x']])
      expect(await against(answer, words), words[0]).toEqual(refused(text))
  })

  it('may echo the key, which is not printed then either', async () => {
    const echo = (request: Request) =>
      Response.json(
        { code: 'x', title: request.headers.get('authorization'), request_id: 'r' },
        { status: 400, headers: MARK },
      )
    const told = await against(echo)
    expect(told).toEqual(refused('mrk_...'))
    expect(told.err).not.toContain('kkk')
  })

  it('may be a newer dashboard with a state that is not known here', async () => {
    const verdict = { state: 'resting', reason: 'night', since: null, owner: 'nobody', next_action: 'check' }
    const told = await against(() =>
      Response.json({ id: ID, organization: { name: 'A' }, verdict, works_until: null }, { headers: MARK }),
    )
    expect(told).toMatchObject({ code: 10, out: expect.stringMatching(/^resting {2}A\nReason {2}night/) })
  })

  it('may come back while somebody waits', async () => {
    const verdict = { state: 'ok', reason: 'proven', since: null, owner: 'nobody', next_action: 'check' }
    const works = { id: ID, organization: { name: 'A' }, verdict, works_until: null }
    const answers = [() => new Response('Bad gateway', { status: 502 }), () => Response.json(works, { headers: MARK })]
    const answer = () => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? new Response()
    const told = await against(answer, ['wait', ID, '--every', '0.01'])
    expect(told).toMatchObject({ code: 0, err: expect.stringMatching(/^mooring: Waiting\. .*502/) })
  })
})
