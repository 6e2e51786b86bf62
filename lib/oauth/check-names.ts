/** Words only: the browser may import this file. */

/** The named checks of an ID token, in the order in which they are made and shown. */
export const ID_TOKEN_CHECKS = [
  'signature',
  'issuer',
  'audience',
  'expiry',
  'issued_at',
  'nonce',
  'subject',
  'access_token_hash',
  'authentication_time',
] as const
export type IdTokenCheck = (typeof ID_TOKEN_CHECKS)[number]
export interface CheckResult {
  name: IdTokenCheck
  outcome: 'passed' | 'failed' | 'not_applicable'
  /**
   * What it was compared with: an address, our client id, a hash, or in ISO 8601 our time. Never a value about a person; what was
   * received stands in the ID token. Left out where the connection itself has it, and in results of before it was kept.
   */
  expected?: string
  /** Of a time: how many seconds the provider's clock is ahead of ours. */
  skew?: number
}
