import type { Defence } from '../defence.ts'

/** From the redirect to a stored consent. */
export const SIGN_IN: Defence[] = [
  {
    name: 'The state in the answer is compared with the state of this browser',
    edits: [
      {
        file: 'lib/auth/transaction/validate-callback.ts',
        find: "  if (!sameText(state, checks.state)) return refuse(stored ? 'flow_superseded' : 'flow_invalid')\n",
        replace: '',
      },
    ],
    cases: ['A04'],
    specs: ['authorization-response', 'foreign-transactions'],
  },
  {
    name: 'A trip is used up in the database before its code is sent',
    edits: [
      {
        file: 'lib/auth/next-auth/exchange-and-verify.ts',
        find: 'const grantedAt = await consumeTransaction(flow.transaction.id)',
        replace: 'const grantedAt = (await consumeTransaction(flow.transaction.id)) ?? new Date()',
      },
      {
        file: 'lib/auth/transaction/validate-callback.ts',
        find: "  if (stored?.consumed) return refuse('flow_replayed')\n",
        replace: '',
      },
    ],
    cases: ['A11'],
    specs: ['replay'],
  },
  {
    name: 'A code is sent after its trip was used up, not before',
    edits: [
      {
        file: 'lib/auth/next-auth/exchange-and-verify.ts',
        find: "  const grantedAt = await consumeTransaction(flow.transaction.id)\n  if (!grantedAt) return stop(flow, 'flow_replayed')\n",
        replace: '',
      },
      {
        file: 'lib/auth/next-auth/exchange-and-verify.ts',
        find: '  const response = { code',
        replace:
          "  const grantedAt = await consumeTransaction(flow.transaction.id)\n  if (!grantedAt) return stop(flow, 'flow_replayed')\n  const response = { code",
      },
    ],
    cases: ['C02', 'C03'],
    specs: ['crash-sign-in'],
  },
  {
    name: 'A token that comes through the browser is refused',
    edits: [
      {
        file: 'lib/auth/transaction/validate-callback.ts',
        find: '  if (names.some((name) => PLANTED.includes(name))) return null\n',
        replace: '',
      },
    ],
    cases: ['A08'],
    specs: ['authorization-response'],
  },
  {
    name: 'A browser that only looks ahead gets no answer',
    edits: [
      {
        file: 'lib/auth/handle-request.ts',
        find: '  if (isLookingAhead(request)) return new NextResponse(null, { status: 503 })\n',
        replace: '',
      },
    ],
    cases: ['A36'],
    specs: ['callback-requests'],
  },
  {
    name: 'A whole answer must be there within five seconds, and a whole callback within eight',
    edits: [
      { file: 'lib/http.ts', find: 'REQUEST_DEADLINE_MS = 5_000', replace: 'REQUEST_DEADLINE_MS = 15_000' },
      {
        file: 'lib/auth/finish-flow.ts',
        find: 'REQUESTS_DEADLINE_MS = 7_000',
        replace: 'REQUESTS_DEADLINE_MS = 15_000',
      },
    ],
    cases: ['T05', 'T06'],
    specs: ['token-wire'],
  },
  {
    name: 'An answer is cut at 64 kB',
    edits: [
      { file: 'lib/http.ts', find: 'MAX_BODY_BYTES = 64 * 1024', replace: 'MAX_BODY_BYTES = 1024 * 1024 * 1024' },
    ],
    cases: ['T09'],
    specs: ['token-wire', 'token-fields'],
  },
  {
    name: 'A token in an answer that is refused is revoked',
    edits: [
      {
        file: 'lib/auth/next-auth/exchange-and-verify.ts',
        find: "    if (error.strayToken !== null) await discardGrant(error.strayToken, 'invalid_answer')\n",
        replace: '',
      },
    ],
    cases: ['T31'],
    specs: ['token-fields'],
  },
  {
    name: 'Signing in again stores the new tokens',
    edits: [
      { file: 'lib/consent/store-consent.ts', find: ' && isPoorer(grant, found.value, new Date())\n', replace: '\n' },
    ],
    cases: ['P19', 'P44'],
    specs: ['next-auth-pitfalls'],
  },
  {
    name: 'A chain that is replaced is put on the revocation list',
    edits: [{ file: 'lib/consent/store-consent.ts', find: '    await queueReplaced(tx, row, grant)\n', replace: '' }],
    cases: ['C04', 'V08'],
    specs: ['crash-sign-in', 'disconnect-order'],
  },
]
