import { createHash, randomUUID } from 'node:crypto'
import type Provider from 'oidc-provider'
import { nowInSeconds } from '#simulator/clock'
import { distortAndSign } from '#simulator/id-token/distort-id-token'
import { memberById } from '#simulator/people/find-people'
import type { World } from '#simulator/types'

/** Claims in the shape of the sample in Qonto's documentation; there is no `email_verified`. */
interface Facts {
  grantId: string
  accessToken: string
  nonce: unknown
}

/** Replaces oidc-provider's signing: keys that roll while it runs, Hydra's claims, and every lie that a test may want. */
export function signWithOurKeys(provider: Provider, world: World): void {
  provider.IdToken.prototype.issue = async function issue() {
    const { Grant, AccessToken } = this.ctx.oidc.entities
    return distortAndSign(
      world,
      claimsOf(world, { grantId: Grant?.jti ?? '', accessToken: AccessToken?.jti ?? '', nonce: this.extra.nonce }),
    )
  }
}

function claimsOf(world: World, { grantId, accessToken, nonce }: Facts): Record<string, unknown> {
  const consent = world.store.consents.get(grantId)
  const member = memberById(consent?.membershipId ?? '')
  if (!consent || !member) throw new Error('An ID token was asked for without a consent.')
  const now = nowInSeconds()
  return {
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    aud: [world.options.clientId],
    auth_time: consent.authTime,
    email: member.person.email,
    exp: now + 3600,
    iat: now,
    iss: world.options.url,
    jti: randomUUID(),
    ...(nonce === undefined ? {} : { nonce }),
    rat: consent.requestedAt,
    sid: consent.sid,
    sub: member.membership.id,
  }
}
