import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import { serverAction } from '#e2e/adversarial/server-actions'

// H32 ff.: addresses and headers that one reader takes for a file or another protocol, and the next one for a page.

const CLOSE = 'Connection: close'
const SEVERAL_WAYS: Array<[string, number]> = [
  ['/_next/static/../../connections', 400],
  ['/_next/static/%2e%2e/%2E%2E/connections', 400],
  ['/_next/static/..\\..\\connections', 400],
  ['/icon.svg/../connections', 400],
  ['/favicon.ico/../account/export', 400],
  ['/./connections', 400],
  ['/connections/.', 400],
  ['/x/..', 400],
  ['/_global-error', 404],
  ['/_not-found', 404],
  // What merely looks like it.
  ['/connections?a=/../b\\c', 200],
  ['/connections/..x', 404],
  ['/connections/%2e%2e%2fx', 404],
  ['/.well-known/change-password', 404],
]
test('H32 addresses that can be read in several ways are answered in one, and kept by nobody', async ({
  signedIn,
  logs,
}) => {
  for (const [path, status] of SEVERAL_WAYS)
    await test.step(`H32 ${path} is answered with ${status}, and kept by nobody`, async () => {
      const { client } = signedIn
      const headers = [`Host: ${new URL(client.origin).host}`, CLOSE, `Cookie: ${client.cookieHeader}`]
      const { statuses, text } = await sendRaw(client.origin, rawRequest(`GET ${path} HTTP/1.1`, headers), 10_000)
      expect(statuses).toEqual([status])
      expect(text).toMatch(/^cache-control: .*no-store/im)
      if (status === 400) expect(text).not.toContain('Atelier Lumen')
      expect(logs.lines().filter(({ level }) => level === 50)).toEqual([])
    })
})

const NEARLY_FILES = ['/favicon.icox', '/favicon.ico/x', '/icon.svgx', '/icon.svg/x', '/_next/staticx', '/_next/imagex']
test('H33 what is nearly a file is a page like every other: it has the policy, and takes no post of another site', async ({
  signedIn,
  logs,
}) => {
  for (const path of NEARLY_FILES)
    await test.step(path, async () => {
      const { client, database } = signedIn
      const before = await database.possessions()
      const page = await client.get(path, { accept: 'text/html' })
      expect(page.status).toBe(404)
      expect(page.headers.get('content-security-policy')).toContain("script-src 'nonce-")
      for (const from of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
        const headers = { ...from, 'next-action': serverAction('endOtherSessions').id } as Record<string, string>
        expect((await client.post(path, { x: 'y' }, headers)).status, JSON.stringify(from)).toBe(403)
      }
      const refused = logs.lines().filter(({ msg }) => msg === 'foreign_post_refused')
      expect(refused.slice(-3)).toEqual(Array(3).fill(expect.objectContaining({ status: 403, level: 40 })))
      expect(logs.lines().filter(({ level }) => level === 50)).toEqual([])
      expect(await database.possessions()).toBe(before)
    })
})

const PROTOCOLS = ['websocket', 'h2c', 'TLS/1.0, websocket']
for (const protocol of PROTOCOLS)
  test(`H34 whoever offers to speak ${protocol} is answered, in HTTP/1.1`, async ({ signedIn }) => {
    const { client } = signedIn
    const offer = [
      `Host: ${new URL(client.origin).host}`,
      'Connection: Upgrade, close',
      `Upgrade: ${protocol}`,
      'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
    ]
    for (const [target, status] of [
      ['/api/health', 200],
      ['/nothing', 404],
      ['http://169.254.169.254/latest', 400],
      ['//evil.example/', 400],
    ] as const) {
      const { statuses } = await sendRaw(client.origin, rawRequest(`GET ${target} HTTP/1.1`, offer), 10_000)
      expect(statuses, target).toEqual([status])
    }
  })

test('S30 the session route does not give the cookie once more, and takes back one that is over', async ({
  signedIn,
}) => {
  const { client, database } = signedIn
  const given = async () => (await client.get('/api/auth/session')).headers.getSetCookie().join('\n')
  // Given anew it would live for twelve hours more each time, and the session does not.
  expect(await given()).not.toContain('session-token')
  await database.letSessionsExpire()
  expect(await given()).toMatch(/session-token=;/)
})

test('S31 what ends a session, and what fails to, is in the log', async ({ signedIn, logs }) => {
  const { client } = signedIn
  await client.post('/api/auth/signout', { csrfToken: 'x' })
  await client.post('/sign-out', {}, { 'sec-fetch-site': 'none' })
  await client.signOut()
  const told = logs.lines().map(({ msg, code }) => (code === undefined ? msg : `${msg}: ${code}`))
  expect(told).toEqual(['signed_in', 'sign_out_refused: csrf_token', 'sign_out_refused: foreign', 'signed_out'])
})
