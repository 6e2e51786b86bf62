import type { Edit } from './mutate-function.ts'

/** A mistake that would lose a connection, leak a token or claim a false verdict, and the unit tests that must notice. */
export interface Mutation {
  name: string
  edits: Edit[]
  /** One test, by its file and a part of its title. */
  test: { file: string; title: string }
}

const edit = (file: string, name: string, becomes: string): Edit => ({ file, name, becomes })

export const MUTATIONS: Mutation[] = [
  {
    name: 'signatureHolds believes every signature',
    edits: [edit('lib/oauth/verify-signature.ts', 'signatureHolds', 'async () => true')],
    test: { file: 'lib/auth/conformance.test.ts', title: 'oidcc-client-test-invalid-sig-rs256' },
  },
  {
    name: 'checkClaims takes any nonce',
    edits: [
      edit(
        'lib/oauth/id-token-checks.ts',
        'checkClaims',
        '(claims, expected, holds) => original(claims, { ...expected, nonce: claims.nonce }, holds)',
      ),
    ],
    test: { file: 'lib/auth/conformance.test.ts', title: 'oidcc-client-test-nonce-invalid' },
  },
  {
    name: 'entryFor believes every address',
    edits: [
      edit(
        'lib/allow-list.ts',
        'entryFor',
        '(allow, { organizations, claims }) => original(allow, { organizations, claims: { ...claims, email_verified: true } })',
      ),
    ],
    test: { file: 'lib/allow-list.test.ts', title: 'of which Qonto does not say whether it is verified is not let in' },
  },
  {
    name: 'verifyRefreshed takes the ID token of somebody else',
    edits: [
      edit(
        'lib/oauth/verify-grant.ts',
        'verifyRefreshed',
        `async (...given) => {
          const made = await original(...given)
          return made.ok ? ok(made.value.map((check) => ({ ...check, outcome: 'passed' }))) : made
        }`,
      ),
    ],
    test: { file: 'lib/access/refresh.test.ts', title: 'when the ID token names another person' },
  },
  {
    name: 'validateCallback takes the state of another browser',
    edits: [edit('lib/auth/transaction/validate-callback.ts', 'sameText', '() => true')],
    test: { file: 'lib/auth/authorization-answers.test.ts', title: 'the older of two tabs is told to go on' },
  },
  {
    name: 'consumeTransaction uses a transaction twice',
    edits: [
      edit(
        'lib/auth/transaction/transaction-store.ts',
        'findTransaction',
        'async (state) => { const found = await original(state); return found && { ...found, consumed: false } }',
      ),
      edit(
        'lib/auth/transaction/transaction-store.ts',
        'consumeTransaction',
        'async (id) => (await original(id)) ?? new Date()',
      ),
    ],
    test: { file: 'lib/auth/authorization-answers.test.ts', title: 'one that was used before' },
  },
  {
    name: 'discardGrant revokes nothing',
    edits: [edit('lib/revocation/discard-grant.ts', 'discardGrant', 'async () => {}')],
    test: { file: 'lib/auth/conformance.test.ts', title: 'oidcc-client-test-invalid-aud' },
  },
  {
    name: 'queueRevocation forgets the chain that was replaced',
    edits: [edit('lib/keys/sealed-store.ts', 'queueRevocation', 'async () => {}')],
    test: { file: 'lib/consent/store-consent.test.ts', title: 'queues the replaced chain for revocation' },
  },
  {
    name: 'beginAttempt begins without a lease',
    edits: [
      edit(
        'lib/access/lease.ts',
        'beginAttempt',
        `async (...given) => {
          const attempt = await original(...given)
          if (attempt) await db().connection.update({ where: { id: attempt.connectionId }, data: { leaseUntil: null } })
          return attempt
        }`,
      ),
    ],
    test: { file: 'lib/access/lease.test.ts', title: 'is won by one of those who ask' },
  },
  {
    name: 'maySend sends after the lease',
    edits: [edit('lib/access/lease.ts', 'maySend', '() => true')],
    test: { file: 'lib/access/refresh-races.test.ts', title: 'does not send any more when its lease may be over' },
  },
  {
    name: 'storeNewPair stores over a newer consent',
    edits: [
      edit(
        'lib/access/store-new-pair.ts',
        'storeNewPair',
        `async (row, attempt, ...rest) => {
          const current = await db().connection.findUniqueOrThrow({ where: { id: row.id } })
          return original(row, { ...attempt, generation: current.generation }, ...rest)
        }`,
      ),
    ],
    test: { file: 'lib/access/refresh-races.test.ts', title: 'a new consent stays' },
  },
  {
    name: 'handleFailure ends a connection for credentials of ours',
    edits: [
      edit(
        'lib/access/handle-failure.ts',
        'handleFailure',
        `(row, attempt, error, cause) =>
          original(row, attempt, error.failure === 'invalid_client' ? { ...error, failure: 'invalid_grant' } : error, cause)`,
      ),
    ],
    test: { file: 'lib/access/access-token.test.ts', title: 'when the credentials are refused' },
  },
  {
    name: 'databaseOrigin takes a copy for the original',
    edits: [edit('lib/keys/database-identity.ts', 'databaseOrigin', 'async () => learnOrigin(false)')],
    test: { file: 'lib/access/refresh-races.test.ts', title: 'uses no refresh token until an administrator declares' },
  },
  {
    name: 'boundTo binds a sealed value to nobody',
    edits: [edit('lib/vault/seal.ts', 'boundTo', '() => Buffer.alloc(0)')],
    test: { file: 'lib/vault/seal.test.ts', title: 'refuses an envelope that was moved to another' },
  },
  {
    name: 'proveEnded believes that it is over',
    edits: [edit('lib/disconnect/prove-ended.ts', 'proveEnded', "async () => outcome('probe', 'done')")],
    test: { file: 'lib/disconnect/disconnect.test.ts', title: 'does not believe a 200 that revoked nothing' },
  },
  {
    name: 'state shows what is broken as working',
    edits: [edit('lib/connection/verdict.ts', 'broken', '() => null')],
    test: { file: 'lib/connection/verdict.test.ts', title: 'is broken when another person came back' },
  },
  {
    name: 'allow lets every field into the log',
    edits: [edit('lib/log.ts', 'allow', '(fields) => fields')],
    test: { file: 'lib/log.test.ts', title: 'drops every field that is not on its list' },
  },
  {
    name: 'visibleTo shows what is not visible',
    edits: [edit('lib/connection/principal.ts', 'visibleTo', '() => ({})')],
    test: { file: 'lib/api/handle-call.test.ts', title: 'sees the connections of its owner only' },
  },
  {
    name: 'visibleToAsker shows what is not visible',
    edits: [edit('lib/connection/principal.ts', 'visibleToAsker', "() => 'true'")],
    test: { file: 'lib/api/handle-call.test.ts', title: 'sees the connections of its owner only' },
  },
  {
    name: 'visibleEndpoints shows a key what it may not hear',
    edits: [edit('lib/connection/principal.ts', 'visibleEndpoints', '({ userId }) => ({ userId })')],
    test: { file: 'lib/told/webhooks/webhooks.test.ts', title: 'that hears of more than a key may see' },
  },
  {
    name: 'isAllowedAddress lets webhooks into the network around',
    edits: [edit('lib/told/webhooks/check-address.ts', 'isAllowedAddress', '() => true')],
    test: { file: 'lib/told/webhooks/post.test.ts', title: 'leads nowhere when one of its addresses' },
  },
  {
    name: 'lookupOf looks a name up a second time for webhooks',
    edits: [
      edit(
        'lib/told/webhooks/post.ts',
        'lookupOf',
        "() => (_, { all }, callback) => callback(null, all ? [{ address: '127.0.0.3', family: 4 }] : '127.0.0.3', 4)",
      ),
    ],
    test: { file: 'lib/told/webhooks/post.test.ts', title: 'is looked up once' },
  },
  {
    name: 'isLoopbackHttp lets webhooks go in clear outside the simulator',
    edits: [edit('lib/told/webhooks/resolve-target.ts', 'isLoopbackHttp', "({ protocol }) => protocol === 'http:'")],
    test: { file: 'lib/told/webhooks/post.test.ts', title: 'takes plain http for this machine' },
  },
  {
    name: 'noteHealth forgets that webhooks fail',
    edits: [edit('lib/told/webhooks/deliver.ts', 'noteHealth', 'async () => undefined')],
    test: { file: 'lib/told/webhooks/webhooks.test.ts', title: 'is tried again with the same id' },
  },
  {
    name: 'endpointSecrets signs webhooks with a secret that is over',
    edits: [
      edit(
        'lib/keys/sealed-store.ts',
        'endpointSecrets',
        "(row, now) => original({ ...row, formerUntil: new Date('2100-01-01') }, now)",
      ),
    ],
    test: { file: 'lib/told/webhooks/webhooks.test.ts', title: 'is signed with both secrets for a day' },
  },
  {
    name: 'matcher takes the beginning of the token of the metrics',
    edits: [
      edit(
        'server/answer/answer-metrics.ts',
        'matcher',
        "(expected) => (given) => given.length > 'Bearer '.length && expected.startsWith(given)",
      ),
    ],
    test: { file: 'server/answer/answer-metrics.test.ts', title: 'is refused to' },
  },
  {
    name: 'idOf takes any id of a request for the log',
    edits: [
      edit('server/guard/identify-request.ts', 'idOf', '({ headers }) => String(headers[HEADER] ?? newReference())'),
    ],
    test: { file: 'server/guard/identify-request.test.ts', title: 'is made here when' },
  },
  {
    name: 'operationOf tells a collector the text of queries',
    edits: [edit('lib/database/trace-queries.ts', 'operationOf', '(given) => String(given)')],
    test: { file: 'server/start-tracing.test.ts', title: 'nothing secret in any of them' },
  },
  {
    name: 'areApplied takes a half migrated database',
    edits: [edit('lib/loaders/installation/load-readiness.ts', 'areApplied', 'async () => true')],
    test: { file: 'lib/loaders/installation/load-readiness.test.ts', title: 'missing, half done or taken back' },
  },
]
