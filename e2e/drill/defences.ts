/** A defence, how it is taken away in the source, and the cases that must notice. */
export interface Defence {
  name: string
  /** Each text must stand exactly once in its file, or the drill stops: a drill that changes nothing proves nothing. */
  edits: Array<{ file: string; find: string; replace: string }>
  /** Ids of cases (`T06`), of which at least one must fail. */
  cases: string[]
  /** Files of e2e/hostile that hold them. */
  specs: string[]
}

export const DEFENCES: Defence[] = [
  {
    name: 'The state in the answer is compared with the state of this browser',
    edits: [
      {
        file: 'lib/auth/judge-callback.ts',
        find: "  if (!sameText(state, expected)) return fail('flow_invalid')\n",
        replace: '',
      },
    ],
    cases: ['A04'],
    specs: ['authorization-response', 'foreign-trips'],
  },
  {
    name: 'A trip is used up in the database before its code is sent',
    edits: [
      {
        file: 'lib/auth/exchange-and-verify.ts',
        find: 'const grantedAt = await consumeTransaction(flow.trip.id)',
        replace: 'const grantedAt = (await consumeTransaction(flow.trip.id)) ?? new Date()',
      },
      {
        file: 'lib/auth/judge-callback.ts',
        find: "  if (stored?.consumed) return fail('flow_replayed')\n",
        replace: '',
      },
    ],
    cases: ['A11'],
    specs: ['replay'],
  },
  {
    name: 'A token that comes through the browser is refused',
    edits: [
      {
        file: 'lib/auth/judge-callback.ts',
        find: '  if (names.some((name) => PLANTED.includes(name))) return null\n',
        replace: '',
      },
    ],
    cases: ['A08'],
    specs: ['authorization-response'],
  },
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
  {
    name: 'A refreshed ID token of somebody else quarantines the connection',
    edits: [
      {
        file: 'lib/connection/verify-rotation.ts',
        find: "new Set(['subject', 'issuer', 'audience', 'nonce'])",
        replace: 'new Set([])',
      },
    ],
    cases: ['R10'],
    specs: ['refresh-answer'],
  },
  {
    name: 'Only a refusal with 401 proves that a disconnect is over',
    edits: [
      {
        file: 'lib/connection/disconnect-steps.ts',
        find: "if (again.ok) return outcome('probe', 'unconfirmed', 'still_accepted')",
        replace: "if (again.ok) return outcome('probe', 'done')",
      },
    ],
    cases: ['V03'],
    specs: ['disconnect-answers'],
  },
  {
    name: 'A sign-in ends the session that the browser had',
    edits: [
      {
        file: 'lib/connection/connect.ts',
        find: '  if (consent.formerSessionId !== null) await tx.session.deleteMany({ where: { id: consent.formerSessionId } })\n',
        replace: '',
      },
    ],
    cases: ['S01'],
    specs: ['session-cookies'],
  },
  {
    name: 'A post from another site is refused',
    edits: [
      {
        file: 'proxy.ts',
        find: 'if (isForeignPost(request, pathname))',
        replace: "if (isForeignPost(request, '') && request.method === 'NONE')",
      },
    ],
    cases: ['S07'],
    specs: ['session-cookies', 'session-life'],
  },
  {
    name: 'A page takes its own forms and nothing else',
    edits: [
      {
        file: 'proxy.ts',
        find: "request.method === 'POST' && !ROUTE.test(pathname)",
        replace: "request.method === 'NONE' && !ROUTE.test(pathname)",
      },
    ],
    cases: ['H30', 'H31'],
    specs: ['page-forms'],
  },
  {
    name: 'A sealed value opens in its own row and column only',
    edits: [
      {
        file: 'lib/vault/seal.ts',
        find: '  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]))',
        replace: '  return Buffer.concat(parts.slice(0, 3).flatMap((part) => [lengthOf(part), part]))',
      },
    ],
    cases: ['D08'],
    specs: ['database-tampering'],
  },
  {
    name: 'A connection is looked up together with its owner',
    edits: [
      {
        file: 'lib/connection/own.ts',
        find: 'return { id, userId, environment',
        replace: 'return { id, ...(userId === id && { userId }), environment',
      },
    ],
    cases: ['W02', 'W03'],
    specs: ['authorization-walk'],
  },
  {
    name: 'One lease per connection: one refresh at a time',
    edits: [
      {
        file: 'lib/connection/ledger.ts',
        find: 'AND (lease_until IS NULL OR lease_until < now()) AND',
        replace: 'AND',
      },
    ],
    cases: ['N01', 'N02'],
    specs: ['many-processes'],
  },
  {
    name: 'Unfinished refreshes are taken up again',
    edits: [
      {
        file: 'lib/jobs/sweep-attempts.ts',
        find: '  await Promise.all(due.map(({ id }) => takeUp(id)))\n',
        replace: '  if (due.length > 1e9) await Promise.all(due.map(({ id }) => takeUp(id)))\n',
      },
    ],
    cases: ['C05'],
    specs: ['crash-refresh'],
  },
  {
    name: 'Who was paused before sending does not send any more',
    edits: [
      { file: 'lib/connection/ledger.ts', find: 'SEND_WITHIN_MS = 3_000', replace: 'SEND_WITHIN_MS = 3_000_000' },
    ],
    cases: ['N03'],
    specs: ['many-processes'],
  },
  {
    name: 'A grant that was received is on the revocation list until it is stored',
    edits: [
      {
        file: 'lib/connection/guard-grant.ts',
        find: "    if ((await keyState()) !== 'ready') return null\n",
        replace: '    if ((await keyState()).length > 0) return null\n',
      },
    ],
    cases: ['C03'],
    specs: ['crash-sign-in'],
  },
]
