import 'server-only'
import { type Identity, readIdentity } from '#lib/connection/identity'
import { ownConnection } from '#lib/loaders/own-connection'
import { summarize } from '#lib/loaders/summarize'
import type { ClaimView, IdentityView } from '#lib/loaders/views'
import { CLAIM_CATALOGUE } from '#lib/qonto/claim-catalogue'

/** Who gave the consent, as the ID token says, and how far that was verified. */
export async function loadIdentity(id: string): Promise<IdentityView> {
  const row = await ownConnection(id)
  const identity = readIdentity(row)
  return { connection: summarize(row), token: identity === null || identity === 'locked' ? identity : viewOf(identity) }
}

function viewOf({ claims, header, checks, verified }: Identity) {
  const named = (entries: Record<string, unknown>) =>
    Object.entries(entries).map(([name, value]) => ({ name, value: textOf(value) }))
  const ordered = Object.entries(claims).sort(([one], [other]) => placeOf(one) - placeOf(other))
  return { verified, checks, claims: ordered.map(([name, value]) => claimOf(name, value)), header: named(header) }
}

const ORDER = [...CLAIM_CATALOGUE.keys()]

/** Known claims in the order of the catalogue, unknown ones after them. */
function placeOf(name: string): number {
  const place = ORDER.indexOf(name)
  return place === -1 ? ORDER.length : place
}

function claimOf(name: string, value: unknown): ClaimView {
  const entry = CLAIM_CATALOGUE.get(name)
  const isTime = entry?.kind === 'time' && typeof value === 'number' && Number.isFinite(value)
  return {
    name,
    value: textOf(value),
    kind: entry?.kind ?? 'text',
    at: isTime ? new Date(value * 1000) : null,
    known: entry !== undefined,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
