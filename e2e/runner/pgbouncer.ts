import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { debianProgram } from '#e2e/runner/debian-program'
import { runSql } from '#scripts/postgres/database'
import { chooseRunAs } from '#scripts/postgres/run-as'
import { findFreePort } from '#server/ports'

export interface PgBouncer {
  /** The same database, through the pooler. */
  url: string
  close(): Promise<void>
}

/** A real PgBouncer in transaction mode, otherwise with its defaults, in front of a database; null where there is none. */
export async function startPgBouncer(databaseUrl: string, serverConnections = 20): Promise<PgBouncer | null> {
  const program = await debianProgram(['pgbouncer'], { debian: 'pgbouncer' })
  if (!program) return null
  const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'))
  await chmod(folder, 0o755)
  const port = await findFreePort()
  const server = new URL(databaseUrl)
  const name = server.pathname.slice(1)
  const config = join(folder, 'pgbouncer.ini')
  await writeFile(
    config,
    `[databases]
${name} = host=${server.hostname} port=${server.port} user=${server.username} password=${server.password} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${serverConnections}
`,
  )
  const { prefix, options } = chooseRunAs(program, folder)
  const [command = program, ...words] = [...prefix, program, config]
  const child = spawn(command, words, { ...options, cwd: '/', stdio: 'ignore' })
  const url = new URL(databaseUrl)
  url.port = String(port)
  await untilItAnswers(url.href)
  return { url: url.href, close: () => end(child, folder) }
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 100; ; tries -= 1) {
    const problem = await runSql(url, 'SELECT 1').then(
      () => null,
      (error: unknown) => error,
    )
    if (problem === null) return
    if (tries === 0) throw problem
    await wait(50)
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  const killing = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(killing)
  await rm(folder, { recursive: true, force: true })
}
