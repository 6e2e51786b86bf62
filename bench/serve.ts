import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { waitForAnswer } from '#e2e/runner/dashboard'
import { packageFile, runNode } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { buildEnvironment } from '#scripts/launch/build'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const BARE = join(CHECKOUT, 'bench/bare')
/** The name that our server is configured for, whatever port it listens on here. */
export const HOST = 'localhost:3000'

export interface Served {
  url: string
  pid: number
  child: ChildProcess
}

/** The bare pages and routes that ours are compared with. */
export async function serveBare(running: Running): Promise<Served> {
  await buildBare(running.signal)
  return serve(running, 'bench/bare/serve.ts')
}

/** @param profile a folder for a processor profile; null for none */
export function serveOurs(running: Running, profile: string | null = null): Promise<Served> {
  return serve(running, 'server/main.ts', profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])
}

/** The same under its own address, so that people can sign in, and telling by IPC what `observe.ts` sees. */
export async function serveObserved(running: Running): Promise<Served> {
  const port = await findFreePort()
  process.env.NEXTAUTH_URL = `http://localhost:${port}`
  return serve(running, 'server/main.ts', ['--expose-gc', '--import', join(CHECKOUT, 'bench/observe.ts')], port)
}

async function buildBare(signal: AbortSignal): Promise<void> {
  const changed = globSync('{app/**/*,*}.{ts,tsx,js}', { cwd: BARE }).map((file) => timeOf(join(BARE, file)))
  if (timeOf(join(BARE, '.next/BUILD_ID')) > Math.max(...changed)) return
  await progress('Building the bare pages (once)', async () => {
    // In its own folder: Next takes instrumentation and proxy from where it is started.
    const options = { cwd: BARE, env: buildEnvironment(process.env), signal }
    const { code, output } = await runNode(packageFile('next/dist/bin/next'), ['build'], options)
    if (code !== 0) throw new Refusal(`The build of the bare pages failed.\n${output.trim()}`)
  })
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

async function serve({ undo, signal }: Running, file: string, flags: string[] = [], at?: number): Promise<Served> {
  const port = at ?? (await findFreePort())
  const env = { ...process.env, NODE_ENV: 'production' as const, PORT: String(port), NODE_OPTIONS: '' }
  const words = ['--disable-warning=DEP0169', ...flags, file]
  const child = spawn(process.execPath, words, { cwd: CHECKOUT, env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await undo.add(file, async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://localhost:${port}`
  await waitForAnswer(url, () => child.exitCode !== null || signal.aborted)
  return { url, pid: child.pid ?? 0, child }
}
