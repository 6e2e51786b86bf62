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
  ['locale', claim('text')],
])
