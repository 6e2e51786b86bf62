import type { Defence } from '../defence.ts'

/** Whose ID token it is, and who signed it. */
export const IDENTITY: Defence[] = [
  {
    name: 'The signature of the ID token decides',
    edits: [
      {
        file: 'lib/oauth/id-token-checks.ts',
        find: 'check(signatureHolds)',
        replace: "signatureHolds ? 'passed' : 'passed'",
      },
    ],
    cases: ['I01', 'I02', 'I03'],
    specs: ['id-token-signature'],
  },
  {
    name: 'The nonce of the ID token is that of this trip',
    edits: [
      {
        file: 'lib/oauth/id-token-checks.ts',
        find: "return check(typeof nonce === 'string' && isSame(nonce, sent))",
        replace: "return check(typeof nonce === 'string')",
      },
    ],
    cases: ['I10'],
    specs: ['id-token.spec', 'id-token-mix-up'],
  },
  {
    name: 'The ID token names the access token that came with it',
    edits: [{ file: 'lib/oauth/id-token-checks.ts', find: '      isHashOf(at_hash, accessToken) &&\n', replace: '' }],
    cases: ['I12', 'O01 oidcc-client-test-invalid-athash'],
    specs: ['id-token.spec', 'conformance.spec'],
  },
  {
    name: 'Signing keys are looked up once per cool-down',
    edits: [
      {
        file: 'lib/oauth/published-keys.ts',
        find: '  if (now < quietUntil) return true\n',
        replace: '  if (quietUntil < 0) return true\n',
      },
    ],
    cases: ['J07'],
    specs: ['signing-keys'],
  },
]
