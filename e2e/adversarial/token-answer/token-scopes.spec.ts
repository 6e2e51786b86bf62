import { expect, test } from '#e2e/adversarial/fixtures'
import { readSection, readText } from '#e2e/browser/forms'
import { expectConnected } from '#e2e/support/outcomes'

// security.md 8.3, T11 and T14: more or less than was asked for is no fault, and the person is told what came.

interface Granted {
  what: string
  /** How the token answer differs. */
  json: Record<string, unknown>
  scopes: string
  verdict: string
  /** What the page of the permissions says. */
  permissions: string
  /** Withheld here, the refresh token lives at the bank until it lapses. */
  orphans?: number
}

const ASKED = 'openid offline_access organization.read membership.read'
const GRANTED: Granted[] = [
  {
    what: 'T14 more scopes than were asked for',
    json: { scope: `${ASKED} payment.write` },
    scopes: `${ASKED} payment.write`,
    verdict: 'The connection works.',
    permissions: 'Not asked for',
  },
  {
    what: 'T14 a scope that nobody has heard of',
    json: { scope: `${ASKED} https://qonto.example/of_tomorrow` },
    scopes: `${ASKED} https://qonto.example/of_tomorrow`,
    verdict: 'The connection works.',
    permissions: 'Not asked for',
  },
  {
    what: 'T14 fewer scopes than were asked for',
    json: { scope: 'openid offline_access organization.read' },
    scopes: 'openid offline_access organization.read',
    verdict: 'The connection works, but not with everything that was asked for.',
    permissions: 'Asked for Not granted',
  },
  {
    what: 'T14 openid and nothing else',
    json: { scope: 'openid', refresh_token: null },
    scopes: 'openid',
    verdict: 'The connection works for now and then ends.',
    permissions: 'Asked for Not granted',
    orphans: 1,
  },
  {
    what: 'T11 no offline_access and no refresh token',
    json: { scope: 'openid organization.read membership.read', refresh_token: null },
    scopes: 'openid organization.read membership.read',
    verdict: 'The connection works for now and then ends.',
    permissions: 'Asked for Not granted',
    orphans: 1,
  },
]
for (const { what, json, scopes, verdict, permissions, orphans = 0 } of GRANTED)
  test(`${what}: connected, stored as granted, and said so`, async ({ client, simulator, database, aftermath }) => {
    aftermath.leavesOrphans(orphans)
    await simulator.fail({ kind: 'merge', target: 'token', json })
    const arrival = await client.signIn('Camille')
    expectConnected(arrival)
    const row = await database.onlyConnection()
    expect(row.granted_scopes.join(' ')).toBe(scopes)
    expect(row.refresh_token_sealed === null).toBe('refresh_token' in json)
    const page = async (tab: string) => (await client.get(`${arrival.location}${tab}`)).text()
    expect(readSection(await page(''), 'verdict')).toContain(verdict)
    expect(readText(await page('/permissions'))).toContain(permissions)
  })
