import type { ReactNode } from 'react'
import { prerender } from 'react-dom/static'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { tenseOf } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import {
  VERDICT_REASONS,
  VERDICT_STATES,
  type Verdict,
  type VerdictReason,
  type VerdictState,
} from '#lib/connection/types'
import { describeScopes } from '#lib/loaders/describe-scopes'
import type { ConnectionDetail, IdentityView } from '#lib/loaders/views'
import ActivityPage from './activity/page.tsx'
import IdentityPage from './identity/page.tsx'
import { connectionMetadata } from './metadata.ts'
import ConnectionPage from './page.tsx'
import PermissionsPage from './permissions/page.tsx'

/** Every page of a connection in every state, as it is rendered: no sentence may contradict the verdict. */

const shown = vi.hoisted(() => ({ connection: {} as object, token: null as unknown }))
vi.mock('#lib/loaders/connection/load-connection', () => ({ loadConnection: async () => shown.connection }))
vi.mock('#lib/loaders/connection/load-summary', () => ({ loadSummary: async () => shown.connection }))
vi.mock('#lib/loaders/connection/load-permissions', () => ({
  loadPermissions: async () => ({
    connection: shown.connection,
    scopes: describeScopes(ASKED, GRANTED),
    uses: null,
    grantedString: GRANTED.join(' '),
  }),
}))
vi.mock('#lib/loaders/connection/load-identity', () => ({
  loadIdentity: async () => ({ connection: shown.connection, token: shown.token }),
}))
vi.mock('#lib/loaders/activity/load-activity', () => ({
  loadActivity: async () => ({
    connection: shown.connection,
    ...{ lines: [], query: { kind: null, before: null, isFolded: true }, olderThan: null },
  }),
}))
vi.mock('#app/actions/connect-with-qonto', () => ({ connectWithQonto: async () => undefined }))
vi.mock('#app/actions/list-actions', () => {
  const act = async () => ({ status: 'idle' })
  return { writeOwnWords: act, deleteConnection: act }
})
vi.mock('#app/actions/connection-actions', () => {
  const nothing = async () => ({ status: 'idle' })
  return {
    ...{ checkConnection: nothing, pauseConnection: nothing, resumeConnection: nothing, revealIdToken: nothing },
    ...{
      subscribeConnection: nothing,
      disconnectConnection: nothing,
      acceptMissing: nothing,
      takeBackAccepted: nothing,
    },
  }
})

const ASKED = [
  'openid',
  'offline_access',
  'organization.read',
  'payment.write',
  'client.read',
  'team.read',
  'new.scope',
]
const GRANTED = ['openid', 'offline_access', 'organization.read', 'payment.write']

const MINUTE = 60_000
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE)

/** As a loader would answer it, with everything in it that could tempt a page: renewals, promises, a webhook. */
function connectionWith(verdict: Partial<Verdict> & Pick<Verdict, 'state' | 'reason'>): ConnectionDetail {
  const over = ['gone', 'broken', 'locked'].includes(verdict.state)
  return {
    ...{ id: '01980000-0000-7000-8000-000000000001', environment: 'production', status: 'active' },
    ...{ organizationName: 'Atelier Lumen SAS', organizationDoubt: null, memberDoubt: null },
    ...{
      memberName: 'Camille Rousseau',
      memberRole: 'owner',
      provenAt: ago(7),
      grantedAt: ago(90),
      createdAt: ago(90),
    },
    ...{ organizationId: 'o', membershipId: 'm', accessExpiresAt: ago(-20), movesMoney: true },
    ...{
      canRenewItself: true,
      keepAliveAt: ago(-9_000),
      endsAt: null,
      nextStepAt: over ? null : ago(-30),
      webhook: { since: ago(80) },
    },
    clock: [{ kind: 'granted', at: ago(90), cause: null }],
    apiUrl: 'http://localhost:3000/api/v1',
    toldByMail: ['ops@example.com'],
    toldByWebhook: 1,
    ...{ labels: ['Retail'], note: 'Ask Camille first.' },
    keys: [{ id: 'x', name: 'Nightly export', lastUsedAt: ago(600) }],
    disconnect: { requestedAt: null, finishedAt: null, steps: [], isRunning: false },
    verdict: {
      ...{ action: 'check', owner: 'nobody', evidence: { event: 'checked', at: ago(3), traceId: null } },
      ...{ missingScopes: ['payment.write', 'client.read'], nextAttemptAt: ago(5) },
      validUntil: over ? null : ago(-60_000),
      ...verdict,
    },
  }
}

const VERIFIED: IdentityView['token'] = {
  verified: true,
  checks: [{ name: 'signature', outcome: 'passed', expected: null, received: null, skew: null }],
  changes: null,
  ...{ claims: [], header: [] },
}

beforeEach(() => {
  shown.token = VERIFIED
})

const props = { params: Promise.resolve({ id: 'x' }), searchParams: Promise.resolve({}) }
const PAGES = {
  overview: () => ConnectionPage(props),
  permissions: () => PermissionsPage(props),
  identity: () => IdentityPage(props),
  activity: () => ActivityPage(props),
}
type Page = keyof typeof PAGES

/** The words of a page, each element's on a line of its own. */
async function textOf(node: ReactNode): Promise<{ html: string; text: string }> {
  const html = await new Response((await prerender(node)).prelude).text()
  return { html, text: textIn(html) }
}

function textIn(html: string): string {
  const words = html.replaceAll(/<(script|style|template)\b.*?<\/\1>/gs, '').replaceAll(/<!--.*?-->/gs, '')
  return words
    .replaceAll(/<[^>]+>/g, '\n')
    .replaceAll('&#x27;', "'")
    .replaceAll(/\n\s*/g, '\n')
}

async function read(page: Page, verdict: Parameters<typeof connectionWith>[0]) {
  shown.connection = connectionWith(verdict)
  return textOf(await PAGES[page]())
}

type Shown = Parameters<typeof connectionWith>[0]
const works = ({ state }: Shown) => ['ok', 'limited', 'no_renew', 'expiring'].includes(state)
const isPresent = (verdict: Shown) => tenseOf(verdict) === 'present'
const isRenewed = (verdict: Shown) => isPresent(verdict) && verdict.state !== 'operator'

const statesOf = <Reason extends VerdictReason>(state: VerdictState, ...reasons: Reason[]) =>
  Object.fromEntries(reasons.map((reason) => [reason, state])) as Record<Reason, VerdictState>

/** As `lib/connection/verdict.ts` answers. */
const STATE_OF: Record<VerdictReason, VerdictState> = {
  ...{ not_connected: 'never', waiting: 'pending', proven: 'ok', no_offline_access: 'no_renew', paused: 'frozen' },
  ...statesOf('limited', 'scopes_missing', 'organization_unconfirmed', 'organization_taken'),
  ...statesOf('trouble', 'unreachable', 'rate_limited', 'outcome_unknown', 'access_refused', 'member_not_found'),
  ...statesOf('trouble', 'answer_unusable', 'other_owner', 'identity_unverified', 'refusal_unconfirmed', 'fleet_brake'),
  ...statesOf('expiring', 'renewal_not_granted', 'lapses_soon'),
  ...statesOf('broken', 'grant_refused', 'access_expired', 'lapsed', 'consent_withdrawn', 'answer_lost', 'restored'),
  ...statesOf('broken', 'quarantined', 'database_copied', 'other_app'),
  ...statesOf('operator', 'credentials_refused', 'staging_token', 'request_refused', 'identity_changed'),
  ...statesOf('locked', 'key_missing'),
  ...statesOf('gone', 'disconnected', 'disconnect_unconfirmed', 'disconnect_given_up'),
}

/** What a page may say, and of which verdicts alone. */
const CLAIMS: Array<[claim: RegExp, of: (verdict: Shown) => boolean]> = [
  [/\b(is|are) allowed\b/, isPresent],
  [/Nothing is missing/, isPresent],
  [/^Allowed$/m, isPresent],
  [/\b(can|may be able to) move money\b|^Can(not)? move money$/m, isPresent],
  [/^Allow\b/m, isPresent],
  [/^Verified$/m, (verdict) => isPresent(verdict) && verdict.state !== 'frozen'],
  [/^Current access token/m, isPresent],
  [/^(Ends|What would move this date\?)$/m, isPresent],
  [/^Next automatic renewal/m, isRenewed],
  [/tells Mooring at once/, isRenewed],
  [/^(Accepted by Qonto|Stored, with automatic renewal|Answers|As agreed)$/m, works],
  [/^(Next check)$/m, works],
  [/^(Ended|Not in use since)$/m, (verdict) => !isPresent(verdict)],
  [/^Paused$/m, ({ state }) => state === 'frozen'],
]

/** What a page says besides the verdict in its frame, whose own sentences are judged by the verdict's tests. */
const besides = (html: string) => textIn(html.replace(/<section[^>]*aria-labelledby="verdict".*?<\/section>/s, ''))

const pages = Object.keys(PAGES) as Page[]

describe('every page of a connection', () => {
  it.each(pages)(
    'says nothing on "%s" that the verdict does not allow, in every state and for every reason',
    async (page) => {
      for (const reason of VERDICT_REASONS) {
        const verdict = { state: STATE_OF[reason], reason }
        const text = besides((await read(page, verdict)).html)
        for (const [claim, of] of CLAIMS) if (!of(verdict)) expect(text, reason).not.toMatch(claim)
      }
    },
  )

  it.each(pages)(
    'has the verdict in its frame on "%s", with its words, in every state and for every reason',
    async (page) => {
      const t = translations('verdict.reasons')
      for (const reason of VERDICT_REASONS) {
        const { text } = await read(page, { state: 'trouble', reason })
        expect(text).toContain(t(`${reason}.sentence`))
      }
      for (const state of VERDICT_STATES) {
        const { html } = await read(page, { state, reason: 'proven' })
        expect(html, state).toContain('verdict-label')
      }
    },
  )

  it('speaks in the present of what works', async () => {
    const permissions = await read('permissions', { state: 'ok', reason: 'proven' })
    expect(permissions.text).toContain('4 permissions are granted. 3 are missing.')
    expect(permissions.text).toContain('One granted permission can move money.')
    expect((await read('identity', { state: 'ok', reason: 'proven' })).text).toMatch(/^Verified$/m)
    const overview = (await read('overview', { state: 'ok', reason: 'proven' })).text
    expect(overview).toMatch(/^Stored, with automatic renewal$/m)
    expect(overview).toMatch(/^Can move money$/m)
  })

  it('has the same one button on every page', async () => {
    for (const page of pages) {
      const { html } = await read(page, { state: 'broken', reason: 'grant_refused', action: 'reconnect' })
      const frame = /<section[^>]*aria-labelledby="verdict".*?<\/section>/s.exec(html)?.[0] ?? ''
      expect(frame.match(/<(button|a)\b/g), page).toHaveLength(1)
      expect(textIn(frame)).toMatch(/^Reconnect$/m)
    }
  })

  it('promises no time that has passed', async () => {
    shown.connection = { ...connectionWith({ state: 'trouble', reason: 'unreachable' }), nextStepAt: ago(5) }
    const { text, html } = await textOf(await PAGES.permissions())
    expect(text).toMatch(/^Next attempt\ndue now$/m)
    expect(html).not.toContain(ago(5).toISOString().slice(0, 16))
    shown.connection = { ...connectionWith({ state: 'ok', reason: 'proven' }), keepAliveAt: ago(5) }
    const overview = (await textOf(await PAGES.overview())).text
    expect(overview).toMatch(/^Next automatic renewal by\ndue now$/m)
  })

  it('names a date as the end only where there will be one', async () => {
    const renewed = await read('overview', { state: 'ok', reason: 'proven' })
    expect(renewed.text).not.toMatch(/^Ends$/m)
    shown.connection = { ...connectionWith({ state: 'no_renew', reason: 'no_offline_access' }), endsAt: ago(-30) }
    expect((await textOf(await PAGES.overview())).text).toMatch(/^Ends$/m)
  })

  it('does not call ended what only we have stopped using', async () => {
    for (const reason of ['quarantined', 'disconnect_unconfirmed', 'disconnect_given_up'] as const) {
      const state = reason === 'quarantined' ? 'broken' : 'gone'
      const { text } = await read('overview', { state, reason })
      expect(text, reason).toMatch(/^Not in use since$/m)
      expect(text, reason).not.toMatch(/^Ended$/m)
    }
  })

  it('names in its title which connection it is, and whether it works', async () => {
    shown.connection = connectionWith({ state: 'broken', reason: 'grant_refused' })
    expect(await connectionMetadata('x', 'permissions')).toMatchObject({
      title: 'Atelier Lumen SAS: Reconnect needed · Permissions',
      icons: {},
    })
    shown.connection = connectionWith({ state: 'gone', reason: 'disconnect_unconfirmed' })
    expect(await connectionMetadata('x', 'overview')).toMatchObject({
      title: 'Atelier Lumen SAS: Disconnected, not yet confirmed · Overview',
      icons: {},
    })
    shown.connection = connectionWith({ state: 'ok', reason: 'proven' })
    expect(await connectionMetadata('x', 'overview')).toEqual({ title: 'Atelier Lumen SAS: Working · Overview' })
    for (const [organizationName, said] of [
      ['A'.repeat(41), `${'A'.repeat(40)}…: Working · Overview`],
      ['שלום', '\u2068שלום\u2069: Working · Overview'],
    ] as const) {
      shown.connection = { ...connectionWith({ state: 'ok', reason: 'proven' }), organizationName }
      expect(await connectionMetadata('x', 'overview')).toEqual({ title: said })
    }
  })

  it('asks with one button for nothing that moves money, or may', async () => {
    for (const page of ['overview', 'permissions'] as const) {
      const missingScopes = ['payment.write', 'client.read', 'team.read', 'new.scope']
      const { html } = await read(page, {
        state: 'limited',
        reason: 'scopes_missing',
        action: 'allow_more',
        missingScopes,
      })
      // Being content without something asks for nothing.
      const forms = html.split('<form').filter((form) => form.includes('name="intent"'))
      const bundles = forms
        .map((form) => [...form.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope))
        .filter((scopes) => scopes.length > 1)
      expect(bundles.length).toBeGreaterThan(0)
      for (const scopes of bundles) expect(scopes).toEqual(['client.read', 'team.read'])
    }
    const missingScopes = ['payment.write', 'new.scope']
    const { html } = await read('overview', {
      ...{ state: 'limited', reason: 'scopes_missing', action: 'allow_more', missingScopes },
    })
    expect(html).not.toContain('name="scope"')
    expect(html).toContain('/permissions" class="btn btn-secondary')
  })

  it('calls a scope that it does not know unknown, and counts it as possibly moving money', async () => {
    const { text } = await read('permissions', { state: 'ok', reason: 'proven' })
    expect(text).toContain('Unknown, may move money')
    expect(text.match(/^Technical$/gm)).toHaveLength(2)
  })

  it('leads to the Qonto that it belongs to', async () => {
    const verdict = { state: 'gone', reason: 'disconnect_given_up' } as const
    const hosts = { production: 'https://app.qonto.com', sandbox: 'https://sandbox.staging.qonto.co', simulator: null }
    for (const [environment, host] of Object.entries(hosts)) {
      const disconnect = { requestedAt: ago(9), finishedAt: null, steps: [] }
      shown.connection = { ...connectionWith(verdict), environment, disconnect }
      const { html } = await textOf(await PAGES.overview())
      expect([...html.matchAll(/href="(https:[^"]+)"/g)].map(([, href]) => href)).toEqual(host === null ? [] : [host])
    }
  })
})
