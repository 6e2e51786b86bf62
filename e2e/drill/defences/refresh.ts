import type { Defence } from '../defence.ts'

/** What becomes of a connection while it lives. */
export const REFRESH: Defence[] = [
  {
    name: 'One lease per connection: one refresh at a time',
    edits: [
      {
        file: 'lib/access/lease.ts',
        find: '         AND (lease_until IS NULL OR',
        replace: '         AND (true OR',
      },
    ],
    cases: ['N01', 'N02'],
    specs: ['many-processes'],
  },
  {
    name: 'Who was paused before sending does not send any more',
    edits: [{ file: 'lib/access/lease.ts', find: 'SEND_WITHIN_MS = 3_000', replace: 'SEND_WITHIN_MS = 3_000_000' }],
    cases: ['N03'],
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
    name: 'An attempt whose answer was lost stays on record',
    edits: [
      {
        file: 'lib/access/handle-failure.ts',
        find: "  const keepAttempt = wasLookedAt || (failure === 'rate_limited' && (retryAfterMs ?? 0) <= WAIT_WITHIN_GRACE_MS)\n",
        replace: '  const keepAttempt = false\n',
      },
    ],
    cases: ['R09'],
    specs: ['refresh/refresh.spec'],
  },
  {
    name: 'Refused credentials of ours end no connection',
    edits: [
      {
        file: 'lib/access/handle-failure.ts',
        find: "error.failure === 'invalid_grant' ? await end",
        replace: "error.failure === 'invalid_grant' || error.failure === 'invalid_client' ? await end",
      },
    ],
    cases: ['R04'],
    specs: ['refresh/refresh.spec'],
  },
  {
    name: 'A 403 is an answer, and causes no renewal',
    edits: [
      {
        file: 'lib/qonto/api.ts',
        find: "if (status === 401) return 'unauthorized'",
        replace: "if (status === 401 || status === 403) return 'unauthorized'",
      },
    ],
    cases: ['R13'],
    specs: ['refresh/refresh.spec'],
  },
  {
    name: 'A new pair is stored on the generation that was claimed',
    edits: [
      {
        file: 'lib/access/store-new-pair.ts',
        find: "where: { id: row.id, generation: attempt.generation, status: { in: ['active', 'frozen', 'disconnecting'] } }",
        replace: "where: { id: row.id, status: { in: ['active', 'frozen', 'disconnecting'] } }",
      },
    ],
    cases: ['V04', 'N04', 'R38'],
    specs: ['disconnect-order', 'every-order', 'refresh/refresh.spec'],
  },
  {
    name: 'An access token whose ID token is not verified is not used',
    edits: [
      {
        file: 'lib/access/access-token.ts',
        find: "  if (isLong && !wasRefused && !verified) return { kind: 'verify', row }\n",
        replace: "  if (isLong && wasRefused && !verified) return { kind: 'verify', row }\n",
      },
    ],
    cases: ['R36'],
    specs: ['refresh/refresh.spec'],
  },
  {
    name: 'A refreshed ID token of somebody else quarantines the connection',
    edits: [
      {
        file: 'lib/access/verify-new-pair.ts',
        find: "isSigned && failed.includes('subject')",
        replace: 'false',
      },
    ],
    cases: ['R10'],
    specs: ['refresh/refresh.spec'],
  },
  {
    name: 'Whether a token is over is told by the clock of the database',
    edits: [
      {
        file: 'lib/database/now.ts',
        find: 'return row.now',
        replace: 'return new Date()',
      },
    ],
    cases: ['N06 our'],
    specs: ['clocks'],
  },
  {
    name: 'While nobody answers, a run of the background work ends with its first batch',
    edits: [
      {
        file: 'lib/jobs/do-due-work.ts',
        find: '    if (asked.length > 0 && asked.every((outcome) => UNANSWERED.has(outcome))) return done\n',
        replace: '',
      },
    ],
    cases: ['L02 while'],
    specs: ['transient-failures'],
  },
  {
    name: 'While our credentials are refused, a run of the background work tries one connection',
    edits: [{ file: 'lib/jobs/do-due-work.ts', find: 'take: areRefused ? 1 : BATCH', replace: 'take: BATCH' }],
    cases: ['L02 refused'],
    specs: ['transient-failures'],
  },
]
