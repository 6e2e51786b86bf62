import type { ReactNode } from 'react'
import { prerender } from 'react-dom/static'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { translations } from '#i18n/server'
import { VERDICT_REASONS, VERDICT_STATES, type Verdict } from '#lib/connection/types'
import { describeScopes } from '#lib/loaders/describe-scopes'
import type { ConnectionDetail, IdentityView } from '#lib/loaders/views'
import ActivityPage from './activity/page.tsx'
import IdentityPage from './identity/page.tsx'
import ConnectionPage from './page.tsx'
import PermissionsPage from './permissions/page.tsx'
import { connectionTitle } from './title.ts'

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
vi.mock('#app/actions/list-actions', () => ({ writeOwnWords: async () => ({ status: 'idle' }) }))
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
    ...{ organizationName: 'Atelier Lumen SAS', organizationConfirmed: true },
    ...{
      memberName: 'Camille Rousseau',
      memberRole: 'owner',
      provenAt: ago(7),
      grantedAt: ago(90),
      createdAt: ago(90),
    },
    ...{ organizationId: 'o', membershipId: 'm', accessExpiresAt: ago(-20), refreshExpiresAt: ago(-60_000) },
    ...{ canRenewItself: true, keepAliveAt: ago(-9_000), webhook: { since: ago(80) } },
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
  checks: [{ name: 'signature', outcome: 'passed' }],
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
  const words = html.replaceAll(/<(script|style|template)\b.*?<\/\1>/gs, '').replaceAll(/<!--.*?-->/gs, '')
  const text = words
    .replaceAll(/<[^>]+>/g, '\n')
    .replaceAll('&#x27;', "'")
    .replaceAll(/\n\s*/g, '\n')
  return { html, text }
}

async function read(page: Page, verdict: Parameters<typeof connectionWith>[0]) {
  shown.connection = connectionWith(verdict)
  return textOf(await PAGES[page]())
}

/** What can only be said of a connection that works, or could at once. */
const ONLY_OF_THE_LIVING = [
  /\b(is|are) granted\b/,
  /Nothing is missing/,
  /\b(can|may be able to) move money\b/,
  /^Allow\b/m,
  /^Verified$/m,
  /^Renews itself$/m,
  /^Works until/m,
  /^Next renewal/m,
  /Renewed (automatically|the next time)/,
  /tells us at once/,
  /^Working/m,
]

const pages = Object.keys(PAGES) as Page[]
const over = VERDICT_STATES.filter((state) => ['broken', 'gone', 'locked'].includes(state))

describe('every page of a connection', () => {
  it.each(pages)(
    'says nothing on "%s" that only holds of what works, once it is over, for whatever reason',
    async (page) => {
      for (const state of over)
        for (const reason of VERDICT_REASONS) {
          const { text } = await read(page, { state, reason })
          // The frame repeats the verdict, whose own sentences are judged by the verdict's tests.
          for (const claim of ONLY_OF_THE_LIVING) expect(text, `${state}, ${reason}`).not.toMatch(claim)
          // Elsewhere it is the event, which stays true.
          if (page === 'permissions') expect(text).not.toMatch(/^Granted$/m)
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
    expect((await read('overview', { state: 'ok', reason: 'proven' })).text).toMatch(/^Renews itself$/m)
  })

  it('promises no renewal while an administrator has to act', async () => {
    const { text } = await read('overview', { state: 'operator', reason: 'credentials_refused' })
    for (const claim of [/^Renews itself$/m, /^Next renewal/m, /Renewed automatically/]) expect(text).not.toMatch(claim)
  })

  it('promises no time that has passed', async () => {
    for (const reason of ['unreachable', 'rate_limited', 'outcome_unknown'] as const) {
      const passed = await read('overview', { state: 'trouble', reason, nextAttemptAt: ago(5) })
      expect(passed.text).not.toMatch(/, next\n|(again|back)\n/)
      expect(passed.html).not.toContain(ago(5).toISOString().slice(0, 16))
      const planned = await read('overview', { state: 'trouble', reason, nextAttemptAt: ago(-5) })
      expect(planned.html).toContain(ago(-5).toISOString().slice(0, 16))
    }
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
    expect(await connectionTitle('x', 'permissions')).toBe('Atelier Lumen SAS: Reconnect needed · Permissions')
    shown.connection = connectionWith({ state: 'gone', reason: 'disconnect_unconfirmed' })
    expect(await connectionTitle('x', 'overview')).toBe('Atelier Lumen SAS: Disconnected, not yet confirmed · Overview')
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
      expect(bundles).toEqual([['client.read', 'team.read']])
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
