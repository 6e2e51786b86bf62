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
}
