import { type Answer, empty, json } from '#simulator/answer'
import { apiAnswer, apiError } from '#simulator/api/api-errors'
import { hydraError } from '#simulator/oauth/hydra-errors'
import { type Member, memberById } from '#simulator/people/find-people'
import type { Call } from '#simulator/request'
import { isLive, revokeConsent } from '#simulator/store/store'
import type { Consent } from '#simulator/store/store-types'
import type { World } from '#simulator/types'

export interface Caller {
  consent: Consent
  member: Member
}

/** A call of Qonto's API on behalf of the membership that its token belongs to. */
export function apiCall(
  scope: string,
  answer: (caller: Caller, world: World, call: Call) => Promise<Answer>,
): (world: World, call: Call) => Promise<Answer> {
  return async (world, call) => {
    const caller = findCaller(world, call)
    if (!caller) return apiError(401, 'unauthorized', 'The access token is missing, expired or revoked.')
    if (!caller.consent.scopes.includes(scope))
      return apiError(403, 'forbidden', `Missing required OAuth scope: ${scope}`)
    return answer(caller, world, call)
  }
}

/** DELETE /v2/oauth2/consents: everything that this membership has granted to the app. */
export async function revokeConsents({ member }: Caller, { store }: World): Promise<Answer> {
  for (const consent of store.consents.values())
    if (consent.membershipId === member.membership.id) revokeConsent(store, consent.grantId)
  await store.save()
  return empty(204)
}

export async function showMembership({ member: { membership, person } }: Caller): Promise<Answer> {
  return apiAnswer(200, {
    membership: {
      id: membership.id,
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email,
      phone_number: person.phone,
      position: membership.position,
      status: 'active',
      role: membership.role,
      locale: person.locale,
      team_id: membership.organization.replace(/02(\d\d)$/, '04$1'),
      kyc_status: 'accepted',
    },
  })
}

/** Hydra's userinfo: the ID token's claims about the person. Whether Qonto answers here is unknown. */
export async function userinfo(world: World, call: Call): Promise<Answer> {
  const caller = findCaller(world, call)
  if (!caller)
    return hydraError('request_unauthorized', {
      hint: 'Check that you provided valid credentials in the right format.',
    })
  const { consent, member } = caller
  const { clientId, url } = world.options
  return json(200, {
    aud: [clientId],
    auth_time: consent.authTime,
    email: member.person.email,
    iss: url,
    rat: consent.requestedAt,
    sub: member.membership.id,
  })
}

export async function unknownPath(): Promise<Answer> {
  return apiError(404, 'not_found', 'The requested resource does not exist.')
}

function findCaller({ store }: World, call: Call): Caller | null {
  const [, value = ''] = /^bearer (\S+)$/i.exec(call.raw.headers.authorization ?? '') ?? []
  const token = store.tokens.get(value)
  if (token?.kind !== 'access' || !isLive(token)) return null
  token.firstUsedAt ??= Date.now()
  const consent = store.consents.get(token.grantId)
  const member = consent && memberById(consent.membershipId)
  return consent && member ? { consent, member } : null
}
