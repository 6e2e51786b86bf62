import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates, setDefaultCACertificates } from 'node:tls'
import { newAuthority, newCertificate } from '#e2e/adversarial/network/certificates'
import { openStage, type Stage } from '#e2e/chaos/stage'
import { waitForAnswer } from '#e2e/runner/dashboard'
import { debianProgram } from '#e2e/runner/debian-program'
import { startPgBouncer } from '#e2e/runner/pgbouncer'
import { runNode } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

/** Runs in a name space of its own, where the tree cannot be written to, as a user who owns nothing of it. */
const READ_ONLY = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" &&
  exec setpriv --reuid=65534 --regid=65534 --clear-groups ./node "$@"`

export interface Replica {
  url: string
  stop(): Promise<number>
}

export interface ProductionPlace {
  origin: string
  stage: Stage
  /** One of the two that nginx knows, started now. */
  start(number: 0 | 1): Promise<Replica>
  /** Another command in the tree, to its end. */
  runThere(words: string[]): Promise<number>
}

/** An assembled tree with everything around it: a PostgreSQL behind PgBouncer, nginx that ends TLS, the fake Qonto. */
export async function openProduction(running: Running): Promise<ProductionPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'production-'))
  await running.undo.add('The folder of the run', () => rm(folder, { recursive: true }))
  await chmod(folder, 0o755)
  const tree = join(folder, 'tree')
  const { code, output } = await progress('Assembling', () => runNode('scripts/develop/assemble.ts', [tree]))
  if (code !== 0) throw new Refusal(output)
  const ports = [await findFreePort(), await findFreePort()] as const
  const origin = `https://localhost:${await findFreePort()}`
  await startNginx(running, folder, { origin, ports })
  const stage = await openStage(running, { isMigrated: false, redirectUris: [`${origin}/api/auth/callback/qonto`] })
  const pooler = await startPgBouncer(stage.postgres.url())
  if (!pooler) throw new Refusal('This needs PgBouncer.')
  await running.undo.add('PgBouncer', pooler.close)
  const env = await settingsOf(folder, { ...stage.env, DATABASE_URL: pooler.url }, origin)
  const start = (words: string[], port: number) => startThere(tree, words, { ...env, PORT: String(port) })
  return {
    ...{ origin, stage },
    start: async (number) => {
      const [port, url] = [ports[number], `http://127.0.0.1:${ports[number]}`]
      const child = start(['--disable-warning=DEP0169', 'server/main.ts'], port)
      const ended = codeOf(child)
      const stop = () => {
        child.kill('SIGTERM')
        return ended
      }
      await running.undo.add(`Replica ${number + 1}`, async () => void (await stop()))
      await waitForAnswer(`${url}/api/ready`, () => child.exitCode !== null)
      return { url, stop }
    },
    runThere: (words) => codeOf(start(words, ports[0])),
  }
}

/** No variable of this shell, and every secret in a file. */
async function settingsOf(folder: string, from: NodeJS.ProcessEnv, origin: string): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    QONTO_ENVIRONMENT: 'simulator',
    QONTO_OAUTH_URL: from.QONTO_OAUTH_URL,
    NEXTAUTH_URL: origin,
    MOORING_TRUSTED_PROXIES: '1',
    MOORING_NOTICE_SECONDS: '3',
  }
  await mkdir(join(folder, 'secrets'))
  for (const name of ['DATABASE_URL', 'NEXTAUTH_SECRET', 'TOKEN_ENCRYPTION_KEYS']) {
    const file = join(folder, 'secrets', name.toLowerCase())
    await writeFile(file, `${from[name]}\n`, { mode: 0o644 })
    env[`${name}_FILE`] = file
  }
  return env
}

function startThere(tree: string, words: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const options = { cwd: tree, env, stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }
  const mayMount = process.platform === 'linux' && process.getuid?.() === 0
  return mayMount
    ? spawn('/usr/bin/unshare', ['--mount', '/bin/sh', '-c', READ_ONLY, tree, ...words], options)
    : spawn(join(tree, 'node'), words, options)
}

function codeOf(child: ChildProcess): Promise<number> {
  return once(child, 'close').then(([code]: Array<number | null>) => code ?? 1)
}

/** With the very configuration that the documentation offers, on other ports. */
async function startNginx(
  { undo }: Running,
  folder: string,
  { origin, ports }: { origin: string; ports: readonly [number, number] },
): Promise<void> {
  const program = await debianProgram(['nginx'], { debian: 'nginx' })
  if (!program) throw new Refusal('This needs nginx.')
  const ca = await newAuthority('An authority of this run')
  const { key, cert } = await newCertificate({ ca })
  setDefaultCACertificates([...rootCertificates, ca.cert])
  const offered = await readFile(join(CHECKOUT, 'docs/operations/nginx.conf'), 'utf8')
  const site = offered
    .replace('127.0.0.1:3001', `127.0.0.1:${ports[0]}`)
    .replace('127.0.0.1:3002', `127.0.0.1:${ports[1]}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${new URL(origin).port} ssl`)
    .replace('listen 80', `listen 127.0.0.1:${await findFreePort()}`)
    .replaceAll('mooring.example.com', 'localhost')
    .replaceAll('/etc/ssl/mooring', folder)
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  await writeFile(join(folder, 'fullchain.pem'), cert)
  await writeFile(join(folder, 'privkey.pem'), key, { mode: 0o600 })
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${paths.join('\n')}\n${site}\n}\n`,
  )
  const child = spawn(program, ['-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'ignore'] })
  await undo.add('nginx', async () => {
    child.kill('SIGTERM')
    await codeOf(child)
  })
}
