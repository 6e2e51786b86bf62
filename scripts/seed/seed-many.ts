import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { sealTokens } from '#lib/keys/sealed-store'
import { DEMO_HOME } from '#scripts/seed/seed-connections'
import { consentInSimulator } from '#scripts/seed/seed-consent'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

const TRADES = ['Atelier', 'Boulangerie', 'Bottega', 'Cabinet', 'Estudio', 'Gärtnerei', 'Kontor', 'Librería']
const NAMES = [
  'Aubépine',
  'Brunnen',
  'Cala',
  'Dune',
  'Écluse',
  'Faro',
  'Granit',
  'Hafen',
  'Iris',
  'Joncs',
  'Kiefer',
  'Lago',
]
const LABELS = [['Retail'], ['Retail', 'Lyon'], ['Food'], ['Food', 'Berlin'], ['Services'], ['Services', 'VIP'], []]

/**
 * More connections of the demo person, each with tokens of its own, in the proportions of an ordinary day. The simulator knows one
 * organisation for all of them, so a check would find another one than it should: the jobs leave them alone.
 */
export async function seedMany(userId: string, count: number): Promise<void> {
  const like = await db().connection.findFirstOrThrow({ where: { userId, organizationName: DEMO_HOME } })
  for (let at = 0; at < count; at += 1) {
    const { grant } = await consentInSimulator({ organization: DEMO_HOME })
    const row = { ...like, ...dayOf(at, like), id: newId(), organizationId: newId(), organizationName: nameOf(at) }
    const { checks, disconnectSteps, ...data } = row
    const sealed = data.status === 'disconnected' ? NO_TOKENS : sealTokens(row, grant)
    await db().connection.create({
      data: { ...data, checks: checks ?? [], disconnectSteps: disconnectSteps ?? [], ...sealed },
    })
  }
}

const NO_TOKENS = { accessTokenSealed: null, refreshTokenSealed: null, idTokenSealed: null }

/** Each name once, however many: after all of them they are numbered. */
function nameOf(at: number): string {
  const name = `${TRADES[at % TRADES.length]} ${NAMES[Math.floor(at / TRADES.length) % NAMES.length]}`
  const round = Math.floor(at / (TRADES.length * NAMES.length))
  return round === 0 ? name : `${name} ${round + 1}`
}

/** What happened to it: of forty, thirty-four work, two of them with a limit. */
function dayOf(at: number, { grantedScopes, requestedScopes }: Connection): Partial<Connection> {
  const now = Date.now()
  const ago = (ms: number) => new Date(now - ms)
  const usual = {
    labels: LABELS[at % LABELS.length] ?? [],
    grantedAt: ago((at % 80) * DAY_MS + MINUTE_MS),
    provenAt: ago(((at * 7) % 600) * MINUTE_MS),
    nextAttemptAt: new Date(now + 365 * DAY_MS),
  }
  const failed = (failure: string) => ({ ...usual, failure, failedAt: ago(20 * MINUTE_MS) })
  switch (at % 40) {
    case 3:
      return { ...failed('invalid_grant'), status: 'reconnect' }
    case 11:
      return failed('timeout')
    case 17:
    case 18:
      return { ...usual, status: 'frozen' }
    case 25:
      return { ...usual, grantedScopes: grantedScopes.filter((scope) => scope !== 'membership.read'), requestedScopes }
    case 31:
    case 32: {
      const ended = ago((1 + (at % 9)) * DAY_MS)
      return { ...usual, status: 'disconnected', disconnectRequestedAt: ended, disconnectedAt: ended }
    }
    default:
      return usual
  }
}
