import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Rules that only reading the source can keep. Who may import whom stands in .dependency-cruiser.js. */

const files = globSync('{app,components,i18n,lib,prisma,scripts,server,simulator}/**/*.{ts,tsx}').filter(
  (file) => !/^lib\/(generated|testing)\//.test(file) && !/\.test\.tsx?$|testing\.ts$|\.d\.ts$/.test(file),
)
const source = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))

function importsOf(file: string): string[] {
  const found = (source.get(file) ?? '').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)
  return [...found].map(([, name = '']) => name)
}

function filesIn(...folders: string[]): string[] {
  return files.filter((file) => folders.some((folder) => file.startsWith(folder)))
}

function logFields(): string[] {
  const list = source.get('lib/log.ts')?.split('LOG_FIELDS = [')[1]?.split(']')[0] ?? ''
  return [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)
}

describe('the source', () => {
  it('marks every file that touches a token, a key or the database as server-only', () => {
    // Commands and the server use the ground floor too, without React.
    const rooms = filesIn('lib/').filter((file) => /^lib\/(?!(?:database|observe|text)\/).+\//.test(file))
    const guarded = rooms.filter((file) =>
      importsOf(file).some((name) =>
        /^node:|#lib\/(db|vault|http|oauth\/[a-z-]+$(?<!types|errors|check-names))|^jose$|^oauth4webapi$|^next-auth$/.test(
          name,
        ),
      ),
    )
    expect(guarded.length).toBeGreaterThan(20)
    expect(guarded.filter((file) => !importsOf(file).includes('server-only'))).toEqual([])
  })

  it("has 'use server' only in app/actions, and there exports nothing but async functions", () => {
    const marked = files.filter((file) => /^\s*['"]use server['"]/m.test(source.get(file) ?? ''))
    expect(marked.filter((file) => !file.startsWith('app/actions/'))).toEqual([])
    const exported = marked.flatMap((file) => (source.get(file) ?? '').match(/^export .*/gm) ?? [])
    expect(exported.filter((line) => !line.startsWith('export async function '))).toEqual([])
  })

  it('answers for the database in every action, and asks who it is or how often before it does anything', () => {
    const actions = filesIn('app/actions/').flatMap((file) =>
      (source.get(file) ?? '')
        .split(/^export async function /m)
        .slice(1)
        .map((text) => `${file} ${text}`),
    )
    expect(actions.length).toBeGreaterThan(8)
    // `run` does both for the actions on a connection, and `formConnection` counts. Sessions and accounts end once.
    const first =
      /\{\n {2}(return run\(form|\S[^\n]*runAction\(async \(\) => \{\n {4}(await limitBegin\(\)|const connection = await formConnection\(form\)|const session = await requireSessionToAct\(\))|\S[^\n]*runAction\(deleteOwn\))/
    expect(actions.filter((text) => !first.test(text)).map((text) => text.split('(')[0])).toEqual([])
  })

  it('lets only the store and the resealing see sealed columns; others name one to the store, in quotes', () => {
    const seeing = filesIn('lib/', 'app/', 'components/').filter((file) =>
      /(?<!')\b\w+Sealed\b(?!')|#lib\/keys\/sealed-columns/.test(source.get(file) ?? ''),
    )
    expect(seeing.sort()).toEqual([
      'lib/keys/count-by-key.ts',
      'lib/keys/key-check.ts',
      'lib/keys/reseal.ts',
      'lib/keys/sealed-store.ts',
    ])
  })

  it('finds connections only with the condition of a principal', () => {
    const asked = filesIn(
      'lib/api/',
      'lib/api-keys/',
      'lib/auth/',
      'lib/links/',
      'lib/loaders/',
      'app/',
      'lib/consent/find-connection.ts',
    ).flatMap((file) => {
      const text = source.get(file) ?? ''
      return [...text.matchAll(/\.connection\.\w+\(\{\s*where(?:: (\{?\s*[^\n]{0,40}))?/g)].map(([, where = '']) => ({
        file,
        where,
      }))
    })
    expect(asked.length).toBeGreaterThan(3)
    // Without an id nobody's connection is found, only whether there is any.
    expect(
      asked.filter(
        ({ where }) => !/^(\{\s*\.\.\.)?visible(To|Connection)\(|^\{ userId\b|^\{ environment \}/.test(where),
      ),
    ).toEqual([])
  })

  it('finds webhooks only with the condition of a principal, or of their owner', () => {
    const asked = filesIn('lib/', 'app/').flatMap((file) =>
      [...(source.get(file) ?? '').matchAll(/\.webhookEndpoint\.find(?:First|Many)\([\s\S]{0,80}/g)].map(
        ([text]) => text,
      ),
    )
    expect(asked.length).toBeGreaterThan(4)
    expect(asked.filter((text) => !/visibleEndpoints?\(|where: \{ userId\b|\(\{ where(,| })/.test(text))).toEqual([])
  })

  it('names no field in a log call that is not on the list of the log', () => {
    expect(logFields().length).toBeGreaterThan(5)
    expect(
      logFields().filter((name) => /token|secret|cookie|state|code_verifier|key|header|body|email|name/i.test(name)),
    ).toEqual([])
    const console = filesIn('lib/', 'app/').filter((file) => /console\.\w+\(/.test(source.get(file) ?? ''))
    expect(console).toEqual([])
  })

  it('refreshes a token in one place only', () => {
    const callers = filesIn('lib/', 'app/').filter((file) => importsOf(file).includes('#lib/oauth/refresh-token'))
    expect(callers.sort()).toEqual([
      'lib/access/refresh.ts',
      'lib/oauth/probe-credentials.ts',
      // Ends what nobody owns any more.
      'lib/revocation/exhaust-queued.ts',
    ])
  })

  it('hands out an access token where every reason against it was looked at', () => {
    const naming = files.filter((file) => /openToken\([^)]*'accessTokenSealed'/.test(source.get(file) ?? ''))
    expect(naming.sort()).toEqual([
      // These use it themselves, to prove or to end what it belongs to.
      'lib/access/accepts-others.ts',
      'lib/access/decide.ts',
      'lib/disconnect/steps.ts',
      'lib/person/lock-owned.ts',
      'lib/withdrawal/handle-withdrawal.ts',
      // For connections to look at.
      'scripts/seed/seed-twin.ts',
    ])
    const deciding = files.filter((file) =>
      /import \{[^}]*\bdecide\b[^}]*\} from '#lib\/access\/decide'/.test(source.get(file) ?? ''),
    )
    expect(deciding).toEqual(['lib/access/access-token.ts'])
  })

  it('never switches on the debug log of next-auth, which prints tokens', () => {
    expect(files.filter((file) => /debug:\s*true/.test(source.get(file) ?? ''))).toEqual([])
  })

  it('hands no name that others wrote to a page without making it safe to show', () => {
    const handed = filesIn('lib/loaders/').filter((file) =>
      /\b(organizationName|memberName|memberRole|device)(,|: (?!string|maybe))/.test(source.get(file) ?? ''),
    )
    expect(handed.length).toBeGreaterThan(2)
    const shows = (file: string) => source.get(file)?.includes('shownName(')
    // The file to take along is data, and escaped as a whole.
    expect(handed.filter((file) => !shows(file) && file !== 'lib/loaders/load-export.ts')).toEqual([])
  })

  it('uses no inline style, which the content security policy refuses', () => {
    expect(
      filesIn('app/', 'components/').filter(
        (file) => /\sstyle=\{/.test(source.get(file) ?? '') && !file.includes('global-error'),
      ),
    ).toEqual([])
  })
})

describe('the lock file', () => {
  // npm drops a platform's package from the lock when its registry does not carry it, and `npm ci` then refuses everywhere.
  it('names every optional package of every platform', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
      ),
    )
    expect(missing).toEqual([])
  })

  // npm leaves the hash out for a platform that the machine of whoever wrote the lock does not have, and installs it unchecked.
  it.each(['package-lock.json', 'bench/peers/package-lock.json'])('has the hash of every package (%s)', (file) => {
    const unchecked = Object.entries(lockOf(file).packages).filter(
      ([path, { integrity = '' }]) => path && !integrity.startsWith('sha512-'),
    )
    expect(unchecked.map(([path]) => path)).toEqual([])
  })

  interface Locked {
    version?: string
    integrity?: string
    optionalDependencies?: Record<string, string>
  }
  const lockOf = (file: string): { packages: Record<string, Locked> } => JSON.parse(readFileSync(file, 'utf8'))
  const lock = lockOf('package-lock.json')
  const parts = (version: string) => version.split('-')[0]?.split('.').map(Number) ?? []
  const isAtLeast = (version: string, floor: string) => {
    const [have, want] = [parts(version), parts(floor)]
    const at = want.findIndex((number, index) => (have[index] ?? 0) !== number)
    return at === -1 || (have[at] ?? 0) > (want[at] ?? 0)
  }

  it('gives the peers of the bench the versions that we have', () => {
    const peers = lockOf('bench/peers/package-lock.json')
    const shared = ['next', 'next-auth', 'pg', 'react', 'react-dom'].map((name) => `node_modules/${name}`)
    const versions = ({ packages }: typeof lock) => shared.map((path) => packages[path]?.version)
    expect(versions(peers)).toEqual(versions(lock))
  })

  // Published advisories: next-auth below 4.24.15, Next.js below 16.4.1.
  it.each([
    ['next-auth', '4.24.15'],
    ['next', '16.4.1'],
    ['jose', '4.15.5'],
    ['openid-client', '5.7.1'],
  ])('holds no %s below %s', (name, floor) => {
    const versions = Object.entries(lock.packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version = '0' }]) => version)
    expect(versions.length).toBeGreaterThan(0)
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([])
  })
})

describe('the documents', () => {
  const documents = [
    'README.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'docs/asvs.md',
    'docs/adversarial.md',
    'docs/privacy.md',
  ]
  const textOf = (file: string) => readFileSync(file, 'utf8')

  it('name no file that is not there', () => {
    const named = documents.flatMap((file) => [
      ...textOf(file).matchAll(/`((?:app|components|docs|e2e|lib|prisma|scripts|server|simulator)\/[\w./-]+\.\w+)`/g),
    ])
    expect(named.length).toBeGreaterThan(50)
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([])
  })

  it('tell every field of the log, and no event that is not there', () => {
    const [, logs = ''] = /^## Logs\n(.*?)^## /ms.exec(textOf('docs/operations.md')) ?? []
    const [, told = ''] = /^\| Field(.*?)\n\n/ms.exec(logs) ?? []
    expect([...told.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual(logFields().sort())
    const events = [...logs.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name)
    expect(events).toContain('stray_token_not_revoked')
    const code = [...source.values()].join('\n')
    expect(events.filter((event) => !code.includes(`'${event}'`))).toEqual([])
  })

  it('name no case that nobody runs', () => {
    const cases = globSync('e2e/adversarial/**/*.ts').map(textOf).join('\n')
    // The chapters of the standard are called V10 too.
    const table = textOf('docs/asvs.md').replace(/^#.*$/gm, '')
    const named = [...table.matchAll(/\b([ACDHIJLNOPRSTVWX]\d\d)\b/g)].map(([id]) => id)
    expect(named.length).toBeGreaterThan(60)
    expect([...new Set(named)].filter((id) => !new RegExp(`\\b${id}\\b`).test(cases))).toEqual([])
  })
})
