import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test as base, expect } from '#e2e/adversarial/own-dashboard'
import { SIMULATOR_APP } from '#lib/env'
import { newCertificate } from './certificates.ts'

// Chromium holds `form-action` against every redirect that follows a form: the bank's sign-in is not at its OAuth host.

const SIGN_IN = 'sandbox.staging.qonto.co'
const STRANGER = 'sandbox.staging.qonto.co.example'

interface Road {
  oauthUrl: string
  /** Where the OAuth host sends the browser. */
  leadsTo: string
  /** The port of whoever is there. */
  port: number
}

const test = base.extend<object, { road: Road }>({
  road: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const road: Road = { oauthUrl: '', leadsTo: SIGN_IN, port: 0 }
      const oauth = createServer((_, response) =>
        response.writeHead(302, { location: `https://${road.leadsTo}/` }).end(),
      )
      const bank = createSecureServer(await newCertificate({ host: SIGN_IN }), (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Bank</title>'),
      )
      const servers = [oauth, bank]
      await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')))
      road.oauthUrl = `http://127.0.0.1:${(oauth.address() as AddressInfo).port}`
      road.port = (bank.address() as AddressInfo).port
      await use(road)
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ road }, use) =>
      use({
        QONTO_ENVIRONMENT: 'sandbox',
        QONTO_CLIENT_ID: SIMULATOR_APP.clientId,
        QONTO_CLIENT_SECRET: SIMULATOR_APP.clientSecret,
        QONTO_STAGING_TOKEN: SIMULATOR_APP.stagingToken,
        QONTO_OAUTH_URL: road.oauthUrl,
        NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET ?? '',
      }),
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, road }, use) => {
      const rules = [SIGN_IN, STRANGER].map((host) => `MAP ${host} 127.0.0.1:${road.port}`).join(',')
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), `--host-resolver-rules=${rules}`] })
    },
    { scope: 'worker' },
  ],
})
test.use({ ignoreHTTPSErrors: true, javaScriptEnabled: false })

test('A40 without JavaScript a sign-in gets through to the host where the bank lets people sign in', async ({
  app,
  page,
  road,
}) => {
  road.leadsTo = SIGN_IN
  await app.openStartPage()
  await app.connectWithQonto()
  await expect(page).toHaveURL(`https://${SIGN_IN}/`)
})

test.describe('to a host that is none of the bank', () => {
  test.use({ complaintsAllowed: true })

  test('A40 without JavaScript the form of a page does not get through', async ({ app, page, road }) => {
    road.leadsTo = STRANGER
    await app.openStartPage()
    const refused = page.waitForEvent('console', (message) => message.text().includes('form-action'))
    await app.connectWithQonto()
    await refused
    expect(new URL(page.url()).pathname).toBe('/')
  })
})
