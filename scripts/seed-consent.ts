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
  organization?: string
  /** The scopes that are asked for; the configured ones when absent. */
  asked?: string[]
  /** What is left ticked on the consent page; everything when absent. */
  granted?: string[]
}

const DEMO_PERSON = { person: 'Jonas', organization: 'Buchwerk Treuhand' }

const control = z.looseObject({
  location: z.string().nullish(),
  consents: z.array(z.object({ grantId: z.string(), live: z.boolean() })).default([]),
})

/** Sends a command to the simulator's control page, or reads its state. */
export async function controlSimulator(command: string, body?: object): Promise<z.infer<typeof control>> {
  const url = `${settings().oauthUrl}/simulator/${command}`
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  if (!response.ok) throw new Error(`The simulator refused ${command}: ${response.status}`)
  return control.parse(await response.json())
}

/** A real consent in the simulator, exchanged and verified like any other. */
export async function consentInSimulator({ organization, asked = settings().scopes, granted }: Wish): Promise<{
  grant: Grant
  grantedAt: Date
}> {
  const server = qontoEndpoints(settings())
  const [state, nonce, codeVerifier] = [newSecret(), newSecret(), newSecret()]
  const redirectUri = `${settings().origin}/api/auth/callback/qonto`
  const query = new URLSearchParams({
    ...{
      response_type: 'code',
      client_id: server.clientId,
      redirect_uri: redirectUri,
      scope: asked.join(' '),
      state,
      nonce,
    },
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const { location } = await controlSimulator('authorize', {
    url: `${server.authorizationUrl}?${query}`,
    ...DEMO_PERSON,
    ...(organization ? { organization } : {}),
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
