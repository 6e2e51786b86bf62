import { createHash } from 'node:crypto'
import { z } from 'zod'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newSecret } from '#lib/ids'
import { exchangeCode } from '#lib/oauth/exchange-code'
import type { Grant } from '#lib/oauth/types'
import { verifyGrant } from '#lib/oauth/verify-grant'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/** What the demo person picks on the way through the simulator. */
export interface Wish {
  organization: string
  /** What is left ticked on the consent page; everything when absent. */
  granted?: string[]
}

/** The person of the simulator who has a connection in every state. */
export const DEMO_PERSON = 'Amira Haddad'

const control = z.looseObject({
  location: z.string().nullish(),
  people: z.array(z.object({ id: z.string(), firstName: z.string(), lastName: z.string() })).default([]),
  memberships: z.array(z.object({ id: z.string(), person: z.string() })).default([]),
})

/** Sends a command to the simulator's control page, or reads from it. */
export async function controlSimulator(command: string, body?: object): Promise<z.infer<typeof control>> {
  const url = `${settings().oauthUrl}/simulator/${command}`
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  if (!response.ok) throw new Error(`The simulator refused ${command}: ${response.status}`)
  return control.parse(await response.json())
}

/** Every subject that the demo person has: one in each organisation. */
export async function demoSubjects(): Promise<string[]> {
  const { people, memberships } = await controlSimulator('people')
  const person = people.find(({ firstName, lastName }) => `${firstName} ${lastName}` === DEMO_PERSON)
  return memberships.filter((membership) => membership.person === person?.id).map(({ id }) => id)
}

/** A real consent in the simulator, exchanged and verified like any other. */
export async function consentInSimulator({ organization, granted }: Wish): Promise<{ grant: Grant; grantedAt: Date }> {
  const server = qontoEndpoints(settings())
  const { origin, scopes: asked } = settings()
  const [state, nonce, codeVerifier] = [newSecret(), newSecret(), newSecret()]
  const redirectUri = `${origin}/api/auth/callback/qonto`
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: server.clientId, redirect_uri: redirectUri },
    ...{ scope: asked.join(' '), state, nonce },
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const { location } = await controlSimulator('authorize', {
    url: `${server.authorizationUrl}?${query}`,
    ...{ person: DEMO_PERSON, organization },
    ...(granted ? { scopes: granted } : {}),
  })
  const [clock] = await db().$queryRaw<Array<{ now: Date }>>`SELECT now()`
  const answer = await exchangeCode(server, {
    response: new URL(location ?? '').searchParams,
    state,
    codeVerifier,
    redirectUri,
  })
  const verified = await verifyGrant(server, answer, { requestedScopes: asked, nonce })
  if (!verified.ok) throw new Error(`The demo grant was refused: ${verified.reason.code}`)
  return { grant: verified.value, grantedAt: clock?.now ?? new Date() }
}
