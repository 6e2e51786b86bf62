import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '#e2e/adversarial/fixtures'
import { Logs } from '#e2e/adversarial/logs'
import { sharedSettings } from '#e2e/adversarial/own-dashboard'
import { App } from '#e2e/app'
import { HttpClient } from '#e2e/http-client'
import { expectConnected } from '#e2e/outcomes'
import { startDashboard } from '#e2e/runner/dashboard'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'

// Behind nginx as it comes (proxy_buffer_size 4k), asking for every scope that there is: one byte of headers too many is 502.

const NGINX = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync)
const BUFFER = 4_096

const test = base.extend<object, { stage: { origin: string; inside: string; logFile: string } }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'small-buffers-'))
      const port = await freePort()
      const origin = `http://localhost:${port}`
      const logFile = join(folder, 'log')
      const env = {
        ...sharedSettings(),
        QONTO_SCOPES: [...SCOPE_CATALOGUE.keys()].join(' '),
        NEXTAUTH_URL: origin,
        MOORING_TRUSTED_PROXIES: '1',
      }
      const dashboard = await startDashboard(new AbortController().signal, { logFile, env })
      const nginx =
        NGINX === undefined ? null : await startNginx(NGINX, folder, port, Number(new URL(dashboard.url).port))
      await use({ origin, inside: dashboard.url, logFile })
      nginx?.kill()
      expect(await dashboard.stop()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ stage }, use) => use(stage.origin),
  logs: async ({ stage }, use) => use(new Logs(stage.logFile)),
  newClient: async ({ stage, simulator, transcript }, use) =>
    use(() => new HttpClient(stage.origin, simulator, transcript, stage.logFile)),
})
test.skip(NGINX === undefined, 'nginx is not installed')

test('H35 a whole trip with every scope goes through nginx as it comes', async ({ client, database }) => {
  expectConnected(await client.signIn('Camille', {}, { callbackUrl: `/connections?${'x'.repeat(490)}` }))
  const { id } = await database.onlyConnection()
  const again = await client.begin({ intent: 'reconnect', connection: id, callbackUrl: '/sessions' })
  expect(new URL(again).pathname).toBe('/oauth2/auth')
})

test('H35 a browser gets there by the button, and back', async ({ page, simulator, database }) => {
  await simulator.forgetRequests()
  const app = new App(page)
  await app.signIn('Camille')
  expect(await database.count('connections')).toBe(1)
})

test('H35 no answer on the way has more than 4 kB of headers', async ({ client, page }) => {
  const sizes = new Map<string, number>()
  page.on('response', async (response) => {
    const headers = await response.headersArray().catch(() => [])
    if (response.url().startsWith(client.origin))
      sizes.set(`${response.request().method()} ${new URL(response.url()).pathname}`, sizeOf(headers))
  })
  const app = new App(page)
  const id = await app.signIn('Camille')
  for (const path of ['', '/permissions', '/identity', '/activity']) await page.goto(`/connections/${id}${path}`)
  for (const path of ['/setup', '/sessions', '/account', '/sign-in/error?error=flow_expired']) await page.goto(path)
  const begun = await client.post('/api/auth/signin/qonto', { csrfToken: await client.csrfToken() })
  sizes.set('POST /api/auth/signin/qonto', sizeOf([...begun.headers].map(([name, value]) => ({ name, value }))))
  // Here everything is on loopback; real hosts, https and an organisation to reconnect add some 500 bytes.
  expect([...sizes].filter(([, size]) => size > BUFFER - 1_024)).toEqual([])
  expect(sizes.size).toBeGreaterThan(8)
})

function sizeOf(headers: Array<{ name: string; value: string }>): number {
  return headers.reduce(
    (sum, { name, value }) => sum + name.length + value.length + 4,
    'HTTP/1.1 200 OK\r\n\r\n'.length,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

/** Its buffers and limits are what nobody has changed. */
async function startNginx(binary: string, folder: string, port: number, target: number): Promise<ChildProcess> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await Promise.all(temporary.map((name) => mkdir(join(folder, name))))
  const file = join(folder, 'nginx.conf')
  await writeFile(
    file,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://127.0.0.1:${target};
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }
      }
    }`,
  )
  const nginx = spawn(binary, ['-p', folder, '-c', file], { stdio: 'ignore' })
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/icon.svg`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
  return nginx
}
