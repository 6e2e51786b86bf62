import type { JsonWebKey } from 'node:crypto'
import type { AdapterPayload } from 'oidc-provider'

export type TokenKind = 'code' | 'access' | 'refresh'

/** One code or token that was ever issued. Nothing is forgotten: the ledger is made of these. Times in milliseconds. */
export interface TokenRecord {
  kind: TokenKind
  value: string
  grantId: string
  issuedAt: number
  expiresAt: number
  firstUsedAt: number | null
  revokedAt: number | null
  /** Of a refresh token: the access token that was issued together with it. */
  pairedAccess: string | null
  payload: AdapterPayload
}

/** One consent of one membership for the app: Hydra's chain. */
export interface Consent {
  grantId: string
  membershipId: string
  scopes: string[]
  /** When the authorization request arrived, in seconds (the claim `rat`). */
  requestedAt: number
  authTime: number
  sid: string
  createdAt: number
  revokedAt: number | null
  payload: AdapterPayload
}

/** One webhook subscription of a membership. */
export interface Subscription {
  id: string
  membershipId: string
  callbackUrl: string
  types: string[]
  secret: string
}

export interface SigningKey {
  kid: string
  jwk: JsonWebKey
  published: boolean
}

/** What a restart must not forget. */
export interface Saved {
  version: 1
  keys: SigningKey[]
  cookieSecret: string
  tokens: TokenRecord[]
  consents: Consent[]
  /** Absent in files of before there were any. */
  subscriptions?: Subscription[]
  /** Absent in files of before any had to be registered. */
  redirectUris?: string[]
}
