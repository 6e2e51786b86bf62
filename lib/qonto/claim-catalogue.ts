export type ClaimKind = 'text' | 'time' | 'identifier' | 'personal' | 'hash'

export interface CatalogueClaim {
  kind: ClaimKind
}

const claim = (kind: ClaimKind): CatalogueClaim => ({ kind })

/** The claims of Qonto's sample ID token, those Hydra may add, and the usual OpenID Connect ones about a person. */
export const CLAIM_CATALOGUE: ReadonlyMap<string, CatalogueClaim> = new Map([
  ['iss', claim('text')],
  ['sub', claim('identifier')],
  ['aud', claim('identifier')],
  ['azp', claim('identifier')],
  ['iat', claim('time')],
  ['exp', claim('time')],
  ['auth_time', claim('time')],
  ['rat', claim('time')],
  ['nonce', claim('hash')],
  ['at_hash', claim('hash')],
  ['c_hash', claim('hash')],
  ['sid', claim('identifier')],
  ['jti', claim('identifier')],
  ['acr', claim('text')],
  ['amr', claim('text')],
  ['email', claim('personal')],
  ['email_verified', claim('text')],
  ['name', claim('personal')],
  ['given_name', claim('personal')],
  ['family_name', claim('personal')],
  ['phone_number', claim('personal')],
  ['middle_name', claim('personal')],
  ['nickname', claim('personal')],
  ['preferred_username', claim('personal')],
  ['picture', claim('personal')],
  ['profile', claim('personal')],
  ['website', claim('personal')],
  ['gender', claim('personal')],
  ['birthdate', claim('personal')],
  ['address', claim('personal')],
  ['phone_number_verified', claim('text')],
  ['zoneinfo', claim('text')],
  ['updated_at', claim('time')],
  ['locale', claim('text')],
])
