import 'server-only'
import { notFound } from 'next/navigation'
import { requireAnswer } from '#lib/auth/session/require-session'
import { type Identity, readIdentity } from '#lib/connection/identity/identity'
import { visibleToAsker } from '#lib/connection/principal'
import { settings } from '#lib/env'
import { isId } from '#lib/ids'
import { describeChecks } from '#lib/loaders/connection/describe-checks'
import { type OwnConnection, ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import { CLAIM_CHANGES, type ClaimView, type IdentityView } from '#lib/loaders/views'
import { CLAIM_CATALOGUE } from '#lib/qonto/claim-catalogue'
import { boundedJson, shownRaw } from '#lib/text/foreign-text'

/** Who gave the consent, as the ID token says, and how far that was verified. */
export async function loadIdentity(id: string): Promise<IdentityView> {
  const [row, token] = await Promise.all([ownConnection(id), askIdToken(id)])
  const identity = readIdentity({ ...row, ...token })
  const isText = identity === null || typeof identity === 'string'
  return { connection: summarize(row), token: isText ? identity : viewOf(identity, { ...row, ...token }) }
}

type StoredIdToken = Omit<Parameters<typeof readIdentity>[0], keyof OwnConnection> & {
  claimChanges: string[]
  claimsSince: string | null
}

/** The ID token is long, so that only this page asks for it. In the same statement as the rest of the page. */
async function askIdToken(id: string): Promise<StoredIdToken> {
  if (!isId(id)) notFound()
  const { answer } = await requireAnswer({
    name: 'id_token',
    parameters: [id, settings().environment],
    sql: ([place, environment = '']) =>
      `(SELECT json_build_object('idTokenSealed', id_token_sealed, 'checks', checks, 'claimChanges', claim_changes, 'claimsSince', claims_since)
          FROM connections WHERE connections.id = ${place}::uuid AND ${visibleToAsker('person', environment)})`,
    read: (json) => json as StoredIdToken | null,
  })
  return answer ?? notFound()
}

function viewOf(identity: Identity, row: StoredIdToken & { subject: string }) {
  const { claims, header, verified } = identity
  const named = (entries: Record<string, unknown>) =>
    Object.entries(entries).map(([name, value]) => ({ name: shownRaw(name), value: textOf(value) }))
  const ordered = Object.entries(claims).sort(([one], [other]) => placeOf(one) - placeOf(other))
  return {
    ...{ verified, checks: describeChecks(identity, row.subject), changes: changesOf(row) },
    ...{ claims: ordered.map(([name, value]) => claimOf(name, value)), header: named(header) },
  }
}

function changesOf({ claimChanges, claimsSince }: StoredIdToken) {
  if (claimsSince === null) return null
  const claims = claimChanges.flatMap((entry) => {
    const change = CLAIM_CHANGES.find((one) => entry.startsWith(`${one} `))
    return change ? [{ name: entry.slice(change.length + 1), change }] : []
  })
  return { since: new Date(claimsSince), claims }
}

const ORDER = [...CLAIM_CATALOGUE.keys()]

/** Known claims in the order of the catalogue, unknown ones after them. */
function placeOf(name: string): number {
  const place = ORDER.indexOf(name)
  return place === -1 ? ORDER.length : place
}

function claimOf(name: string, value: unknown): ClaimView {
  const entry = CLAIM_CATALOGUE.get(name)
  return {
    name: shownRaw(name),
    value: textOf(value),
    kind: entry?.kind ?? 'text',
    at: entry?.kind === 'time' ? timeOf(value) : null,
    known: entry !== undefined,
  }
}

// Not every claim is checked, and a number may be no day of any calendar: a page that tried to say it would fail.
function timeOf(value: unknown): Date | null {
  const at = new Date(typeof value === 'number' ? value * 1000 : Number.NaN)
  return Number.isNaN(at.getTime()) ? null : at
}

function textOf(value: unknown): string {
  // Read without recursion, written with it: thousands of brackets in each other come in and do not go out.
  return shownRaw(typeof value === 'string' ? value : (JSON.stringify(boundedJson(value)) ?? ''))
}
