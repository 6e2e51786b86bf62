/**
 * Who may import whom, and why. Arrows point down these lists only; type imports count, and so do circles.
 * `npm run check` runs it. lib/README.md says what happens in each folder.
 */

/** The rooms of lib/, from what pages ask to what knows bytes only. A room may import those below it. */
const ROOMS = [
  ['loaders', 'loaders stand on everything else, and nothing stands on them'],
  ['api', 'what a program may do is built of what a person may do'],
  ['auth', 'what a connection does is the same for a page, a job and a command: no request, no session'],
  ['jobs', 'jobs begin acts, no act begins a job'],
  ['person', 'deleting or joining people is built of acts on connections'],
  ['disconnect', 'ending a connection is built of its use'],
  ['withdrawal', 'what Qonto tells us by webhook is handled with what can be asked'],
  ['consent', 'a consent is stored before its tokens are used'],
  ['links', 'a link shows connections and does nothing with them'],
  ['api-keys', 'a key names connections and does nothing with them'],
  ['access', 'whoever uses a token knows nothing of how it was granted'],
  ['revocation', 'ending a grant needs no connection'],
  ['told', 'what is told of a connection is found in its row, whoever wrote that'],
  ['connection', 'words and rows of a connection know none of the acts on it'],
  ['keys', 'keys and sealed columns know no connection'],
  ['oauth', 'oauth knows the protocol: neither Qonto, nor the database, nor Next'],
  ['qonto', 'qonto knows the bank: neither tokens at rest, nor the database, nor Next'],
  ['vault', 'the vault knows nothing but bytes'],
]

/** The rooms of lib/auth, in the same way. `.` is the folder itself: the handlers of requests. */
const AUTH = [
  ['actions', 'only pages call actions'],
  ['.', 'a handler calls steps, no step calls a handler'],
  ['next-auth', 'what next-auth is given stands on transactions, not the other way'],
  ['transaction', 'an authorization transaction knows neither next-auth nor limits'],
  ['limits', 'limits are counted before anything begins'],
  ['session', 'a session knows nothing of how it came about'],
]

const pathOf = (parent, name) => (name === '.' ? `^${parent}/[^/]+$` : `^${parent}/${name}/`)

function downwards(parent, rooms) {
  return rooms.slice(1).map(([name, because], index) => ({
    name: `${parent}/${name}`.replace('/.', ''),
    severity: 'error',
    comment: because,
    from: { path: pathOf(parent, name), pathNot: TESTS },
    to: { path: rooms.slice(0, index + 1).map(([above]) => pathOf(parent, above)) },
  }))
}

const TESTS = '\\.test\\.tsx?$|^lib/testing/|^e2e/|testing\\.ts$'

function never(name, from, to, because) {
  return { name, severity: 'error', comment: because, from: { path: from, pathNot: TESTS }, to: { path: to } }
}

export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'who reads one of them must read them all',
      from: {},
      to: { circular: true },
    },
    ...downwards('lib', ROOMS),
    ...downwards('lib/auth', AUTH),
    never(
      'oauth-alone',
      '^lib/oauth/',
      '^lib/(qonto|vault|database|db|keys)',
      'oauth knows neither Qonto nor the database',
    ),
    never(
      'qonto-alone',
      '^lib/qonto/',
      '^lib/(vault|oauth|database|db|keys)',
      'qonto knows neither tokens at rest nor the database',
    ),
    never(
      'ground-floor',
      '^lib/[^/]+$|^lib/(database|text)/',
      '^lib/(?!database/|text/|generated/|observe/|db\\.ts)[^/]+/',
      'the ground floor knows no room',
    ),
    never(
      'observe-alone',
      '^lib/observe/',
      '^lib/(?!observe/|version\\.ts)',
      'everything is counted and traced, so what counts stands below everything',
    ),
    never(
      'only-auth-knows-next',
      '^lib/(?!auth/|loaders/)',
      'node_modules/(next|next-auth)/',
      'what a connection does is the same for a page, a job and a command',
    ),
    never(
      'lib-below',
      '^lib/',
      '^(app|components|scripts|server|e2e|simulator)/',
      'pages, commands and the simulator stand on lib',
    ),
    never(
      'plain-props',
      '^components/',
      '^lib/(?!connection/(types|action-outcome)\\.ts|api-keys/key-catalogue\\.ts|links/link-catalogue\\.ts|oauth/check-names\\.ts|loaders/views\\.ts|qonto/(scope-catalogue|web-app)\\.ts|told/mail/kind-catalogue\\.ts|text/foreign-text\\.ts)',
      'components get plain props; of lib they know words only',
    ),
    never('shared-components', '^components/(ui|time)/', '^lib/', 'a shared component knows no domain words'),
    never(
      'simulator-alone',
      '^simulator/',
      '^(lib/(?!env\\.ts)|app|components|scripts|server|e2e)/?',
      'the stand-in must not share code with what it tests',
    ),
    never(
      'no-simulator',
      '^(app|components|lib|server)/',
      '^simulator/',
      'the simulator must never be part of a deployment',
    ),
    never(
      'server-alone',
      '^server/',
      '^(scripts|app|components|simulator|e2e)/',
      'production starts the server, and nothing of what a person types',
    ),
    never(
      'commands-alone',
      '^scripts/(?!develop/(mutate|chaos|drill|screenshots|test|trace)\\.ts)',
      '^e2e/',
      'a command works without the tests',
    ),
    never(
      'cli-alone',
      '^cli/',
      '^(app|bench|components|e2e|i18n|lib|prisma|scripts|server|simulator)/',
      'the command line knows the API alone: its folder could be published, and what it needs anybody can have',
    ),
    {
      name: 'no-development-package',
      severity: 'error',
      comment: 'what production runs must work without the packages of development (scripts/develop/assemble.ts)',
      from: {
        path: '^(app|components|i18n|lib|server)/|^prisma/(engine|migrat)|^scripts/(command/|postgres/(?!initialise)|(migrate|worker|rekey|declare-restore|release-brake|invite)\\.ts)',
        pathNot: TESTS,
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'production-alone',
      severity: 'error',
      comment: 'production holds no stand-in for the bank, no test and no bench, however far away',
      from: { path: '^(server/main|scripts/(migrate|worker|rekey|declare-restore|release-brake|invite))\\.ts$' },
      to: { path: '^(simulator|e2e|bench|lib/testing)/|\\.test\\.tsx?$', reachable: true },
    },
    {
      name: 'no-test-code',
      severity: 'error',
      comment: 'what tests share is no part of the product',
      from: { path: '^(app|cli|components|lib|server|scripts|simulator)/', pathNot: `${TESTS}` },
      to: { path: '^lib/testing/|testing\\.ts$' },
    },
  ],
  options: {
    // TypeScript 7 has no programming interface yet; swc reads the same sources, type imports too.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/generated/.*/(internal|models)' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
