import type { Defence } from '../defence.ts'

/** Ends that are proven, and what is kept in the database. */
export const KEEPING: Defence[] = [
  {
    name: 'What is still accepted is not over',
    edits: [
      {
        file: 'lib/disconnect/prove-ended.ts',
        find: "if (again.ok) return outcome('probe', 'unconfirmed', 'still_accepted')",
        replace: "if (again.ok) return outcome('probe', 'done')",
      },
    ],
    cases: ['V03'],
    specs: ['disconnect-answers'],
  },
  {
    name: 'A new grant is proven once, a minute after it was stored',
    edits: [
      {
        file: 'lib/consent/store-consent.ts',
        find: '    recheckAt: new Date(grantedAt.getTime() + RECHECK_AFTER_MS),\n',
        replace: '',
      },
    ],
    cases: ['N04', 'N30'],
    specs: ['every-order'],
  },
  {
    name: 'A withdrawal makes doubtful what else the person has',
    edits: [{ file: 'lib/disconnect/disconnect.ts', find: '    await doubtOthers(row)\n', replace: '' }],
    cases: ['N04', 'N30'],
    specs: ['every-order'],
  },
  {
    name: 'A connection that has ended takes no new pair',
    edits: [
      {
        file: 'lib/access/store-new-pair.ts',
        find: "where: { id: row.id, generation: attempt.generation, status: { in: ['active', 'frozen', 'disconnecting'] } }",
        replace: 'where: { id: row.id }',
      },
    ],
    cases: ['V04'],
    specs: ['disconnect-order'],
  },
  {
    name: 'Consents are stored in serializable transactions',
    edits: [{ file: 'lib/consent/store-consent.ts', find: ", { isolationLevel: 'Serializable' })", replace: ')' }],
    cases: ['N08', 'N31'],
    specs: ['many-tabs', 'many-processes'],
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
    name: 'A copy of the database uses no refresh token',
    edits: [
      {
        file: 'lib/access/refresh.ts',
        find: "(await databaseOrigin()) === 'copied'",
        replace: '(await databaseOrigin()) === undefined',
      },
    ],
    cases: ['D09'],
    specs: ['database-copy'],
  },
  {
    name: 'A copy of the database revokes nothing of its original',
    edits: [
      {
        file: 'lib/revocation/revoke-queued.ts',
        find: "(await databaseOrigin()) === 'copied'",
        replace: '(await databaseOrigin()) === undefined',
      },
    ],
    cases: ['D09'],
    specs: ['database-copy'],
  },
  {
    name: 'Of a session its hash is stored, never its token',
    edits: [
      {
        file: 'lib/auth/session/session-store.ts',
        find: "import { newId, sha256 } from '#lib/ids'\n",
        replace:
          "import { newId } from '#lib/ids'\n\nconst sha256 = (token: string) => Uint8Array.from(Buffer.from(token))\n",
      },
    ],
    cases: ['X02', 'S09 the database'],
    specs: ['secrets', 'session-cookies'],
  },
  {
    name: 'A database that is away is not taken for a sign-out',
    edits: [
      {
        file: 'lib/auth/session/read-session.ts',
        find: 'await reading(findSession(token))',
        replace: 'await findSession(token).catch(() => null)',
      },
    ],
    cases: ['D01'],
    specs: ['database-away'],
  },
]
