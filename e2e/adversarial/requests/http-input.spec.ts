import { expect, test } from '#e2e/adversarial/fixtures'

// security.md 8.9: whatever is sent, the answer is a sentence and never a fault.

const POSTS = ['/api/auth/signin/qonto', '/api/auth/signout']
const json = { 'content-type': 'application/json' }
const BODIES: Array<[string, { body: string; headers: Record<string, string> }, number]> = [
  ['broken JSON', { body: '{"csrfToken":', headers: json }, 400],
  ['null', { body: 'null', headers: json }, 400],
  ['a list', { body: '[1]', headers: json }, 400],
  ['a number', { body: '7', headers: json }, 400],
  ['plain text', { body: 'csrfToken=x', headers: { 'content-type': 'text/plain' } }, 400],
  ['XML', { body: '<a/>', headers: { 'content-type': 'application/xml' } }, 400],
  [
    'a megabyte',
    { body: `csrfToken=${'x'.repeat(1_000_000)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    413,
  ],
]
test('H01 a body that is none is refused', async ({ signedIn }) => {
  for (const [what, init, status] of BODIES)
    await test.step(`H01 ${what} in a POST is answered with ${status}`, async () => {
      const { client } = signedIn
      for (const path of POSTS) expect((await client.send(path, { method: 'POST', ...init })).status).toBe(status)
      expect(await client.userId()).not.toBeNull()
    })
})

const HEAVY: Array<[string, Record<string, string>]> = [
  ['/api/auth/signin/qonto', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['/api/auth/signout', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['/api/qonto/webhooks', { 'content-type': 'application/json', 'x-qonto-signature': 't=1,v1=x' }],
  ['/connections', { 'content-type': 'multipart/form-data; boundary=x', 'next-action': 'f'.repeat(42) }],
]
for (const [path, headers] of HEAVY)
  test(`H01 a hundred megabytes to ${path} are refused, and the dashboard goes on`, async ({ client }) => {
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += 1
        if (sent > 100) controller.close()
        else controller.enqueue(new Uint8Array(1_000_000))
      },
    })
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
    // Hanging up in the middle is an answer too.
    const answer = await client.send(path, init).catch(() => null)
    if (path.startsWith('/api/')) expect([413, undefined]).toContain(answer?.status)
    // Next cuts the body off and answers an action that does not exist in its own way: any refusal is one.
    else expect(String(answer?.status ?? 400)).toMatch(/^4\d\d$/)
    expect((await client.get('/')).status).toBe(200)
  })

test('H03 an invented error is not echoed', async ({ client }) => {
  for (const error of [
    '€',
    '\r\nSet-Cookie: a=b',
    'x&x=1',
    'x'.repeat(8_000),
    '<script>alert(1)</script>',
    'OAuthCallback',
  ])
    await test.step(JSON.stringify(error).slice(0, 30), async () => {
      const query = `?error=${encodeURIComponent(error)}&ref=${encodeURIComponent(error)}`
      const old = await client.get(`/api/auth/error${query}`)
      expect(old.status).toBe(303)
      expect(old.headers.get('location')).toMatch(/\/sign-in\/error$/)
      expect(old.headers.get('set-cookie')).toBeNull()
      const page = await client.get(`/sign-in/error${query}`)
      expect(page.status).toBe(200)
      const html = await page.text()
      expect(html).toContain('Something went wrong')
      expect(html).not.toContain('<script>alert')
      expect(visibleText(html)).not.toContain(error)
    })
})

test('H03 an address with odd questions is answered as if it asked none', async ({ signedIn }) => {
  const { client, database } = signedIn
  const { id } = await database.onlyConnection()
  const activity = `/connections/${id}/activity`
  for (const query of [
    'kind=constructor',
    'kind=__proto__&before=%00&fold=%00',
    'before=x&before=y',
    'kind[]=a',
    '__proto__=x',
    '%ff',
  ]) {
    const page = await client.get(`${activity}?${query}`)
    expect(page.status).toBe(200)
    expect(visibleText(await page.text())).toContain('Activity')
  }
  for (const query of ['error=constructor', 'error=a&error=b', 'error=__proto__&ref=%00', 'error=flow_replayed.stored'])
    expect(visibleText(await (await client.get(`/sign-in/error?${query}`)).text())).toContain('Something went wrong')
  for (const path of ['/connections/%00', '/connections/__proto__/activity'])
    expect((await client.get(path)).status).toBeGreaterThanOrEqual(400)
})

test('H04 answers of the sign-in routes are kept by nobody', async ({ signedIn }) => {
  const { client } = signedIn
  for (const path of ['csrf', 'session', 'providers', 'callback/qonto?code=x&state=y', 'error', 'nothing']) {
    const response = await client.get(`/api/auth/${path}`)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  }
})

/** What a reader sees, without scripts: Next keeps the address of the page in them. */
function visibleText(html: string): string {
  return html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]*>/g, ' ')
}
