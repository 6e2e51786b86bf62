import type { Defence } from '../defence.ts'

/** What a request may do, whoever sends it. */
export const DOORS: Defence[] = [
  {
    name: 'A sign-in ends the session that the browser had',
    edits: [
      {
        file: 'lib/consent/store-consent.ts',
        find: '  if (consent.formerSessionId !== null) await tx.session.deleteMany({ where: { id: consent.formerSessionId } })\n',
        replace: '',
      },
    ],
    cases: ['S01'],
    specs: ['session-cookies'],
  },
  {
    name: 'A session ends after thirty minutes without a request',
    edits: [
      {
        file: 'lib/auth/session/session-store.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands so in the source.
        find: ' AND last_seen_at > now() - make_interval(secs => ${IDLE_LIMIT_S}::int)',
        replace: '',
      },
    ],
    cases: ['S09 after'],
    specs: ['session-life'],
  },
  {
    name: 'A post from another site is refused',
    edits: [
      {
        file: 'server/guard-posts.ts',
        find: 'if (isForeignPost(request, path, origin))',
        replace: "if (isForeignPost(request, '', origin) && request.method === 'NONE')",
      },
    ],
    cases: ['S07'],
    specs: ['session-cookies', 'session-life'],
  },
  {
    name: 'A page takes its own forms and nothing else',
    edits: [
      {
        file: 'server/guard-posts.ts',
        find: 'if (ROUTE.test(path)) return { request }',
        replace: 'if (path !== null) return { request }',
      },
    ],
    cases: ['H30', 'H31'],
    specs: ['page-forms'],
  },
  {
    name: 'A connection is looked up together with its owner',
    edits: [
      {
        file: 'lib/connection/principal.ts',
        find: 'return { userId, environment',
        replace: 'return { ...(userId === null && { userId }), environment',
      },
    ],
    cases: ['W02', 'W03'],
    specs: ['authorization-walk'],
  },
  {
    name: 'A session is ended together with the name of its owner',
    edits: [
      {
        file: 'lib/auth/session/session-store.ts',
        find: 'session.deleteMany({ where: { id, userId } })',
        replace: 'session.deleteMany({ where: { id } })',
      },
    ],
    cases: ['W03 endSession', 'W06'],
    specs: ['authorization-walk'],
  },
  {
    name: 'One comes back from Qonto to a page of ours only',
    edits: [
      {
        file: 'lib/auth/safe-path.ts',
        find: 'url?.origin !== origin || !isWhole || !isPlain',
        replace: 'url?.origin !== origin',
      },
    ],
    cases: ['S05'],
    specs: ['session-cookies'],
  },
  {
    name: 'What frameworks write becomes a line of the log',
    edits: [{ file: 'server/serve.ts', find: '  if (!dev) logForeignOutput()\n', replace: '' }],
    cases: ['H10', 'H11', 'H13'],
    specs: ['garbage-input', 'framework-requests'],
  },
  {
    name: 'An id that is none is not looked up',
    edits: [{ file: 'lib/loaders/connection/own-connection.ts', find: '  if (!isId(id)) notFound()\n', replace: '' }],
    cases: ['H09'],
    specs: ['garbage-input'],
  },
  {
    name: 'The body of a POST is read up to a limit',
    edits: [
      { file: 'lib/auth/read-body.ts', find: "    if (size > maxBytes) return fail('too_large')\n", replace: '' },
    ],
    cases: ['H01'],
    specs: ['http-input'],
  },
  {
    name: 'The guard in front of Next settles where we are',
    edits: [
      {
        file: 'server/guard-requests.ts',
        find: '    if (/^(x-forwarded-|x-middleware-|forwarded$)/.test(name)) delete headers[name]\n',
        replace: '    if (/^x-middleware-/.test(name)) delete headers[name]\n',
      },
      {
        file: 'server/guard-requests.ts',
        find: "{ host, 'x-forwarded-host': host, [CLIENT_HEADER]: client }",
        replace: '{ [CLIENT_HEADER]: client }',
      },
    ],
    cases: ['H06', 'H13', 'H17', 'A38'],
    specs: ['raw-requests', 'framework-requests', 'callback-requests'],
  },
  {
    name: 'The guard in front of Next lets three methods through',
    edits: [{ file: 'server/guard-requests.ts', find: '  if (!METHODS.includes(method)) return 405\n', replace: '' }],
    cases: ['pages and routes answer no method'],
    specs: ['web-headers'],
    step: 'e2e',
  },
  {
    name: 'The parser of requests is the strict one',
    edits: [
      {
        file: 'server/create-guarded-server.ts',
        find: 'insecureHTTPParser: false',
        replace: 'insecureHTTPParser: true',
      },
    ],
    cases: ['H05'],
    specs: ['raw-requests'],
  },
  {
    name: 'Everything that leaves carries the constant headers',
    edits: [
      {
        file: 'server/guard-requests.ts',
        find: '    for (const [name, value] of constant) response.setHeader(name, value)\n',
        replace: '',
      },
    ],
    cases: ['S11', 'H04 answers'],
    specs: ['http-input', 'browser-attacks'],
  },
  {
    name: 'Text becomes script or markup by two rules only',
    edits: [
      {
        file: 'server/content-security-policy.ts',
        find: `    ...(development ? [] : ["require-trusted-types-for 'script'", 'trusted-types default']),\n`,
        replace: '',
      },
    ],
    cases: ['text does not become'],
    specs: ['web-headers'],
    step: 'e2e',
  },
  {
    name: 'Who signs out leaves nothing in the browser',
    edits: [
      { file: 'lib/auth/leave.ts', find: `  headers.set('Clear-Site-Data', '"cache", "storage"')\n`, replace: '' },
    ],
    cases: ['signing out'],
    specs: ['web-headers'],
    step: 'e2e',
  },
  {
    name: 'What costs something is counted before it is done',
    edits: [
      {
        file: 'lib/auth/limits/limit-route.ts',
        find: 'return spent.ok ? handle(request) : refuseForNow(request, spent.reason)',
        replace: 'return handle(request)',
      },
    ],
    cases: [
      'beginning a sign-in too often',
      'a callback that comes too often',
      'signing out too often',
      'webhooks that come too often',
    ],
    specs: ['limits.spec'],
    step: 'e2e',
  },
]
