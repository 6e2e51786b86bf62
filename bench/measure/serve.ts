import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { waitForAnswer } from '#e2e/runner/dashboard'
import { runNode } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { buildEnvironment } from '#scripts/launch/build'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

/** What an app is built from, and what the peers share, one folder up. */
const SOURCES = ['{app/**/*,*}.{ts,tsx,js,jsx}', '../connections.jsx', '../package-lock.json']
/** The name that our server is configured for, whatever port it listens on here. */
export const HOST = 'localhost:3000'

export interface Served {
  url: string
  pid: number
  child: ChildProcess
}

/** The bare pages and routes that ours are compared with. */
export function serveBare(running: Running): Promise<Served> {
  return serveApp(running, 'bench/bare')
}

/** Another app of Next, built when its sources have changed. */
export async function serveApp(
  running: Running,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Served> {
  await buildApp(folder, running.signal)
  return serve(running, 'bench/measure/serve-app.ts', { words: [folder], env })
}

/** @param profile a folder for a processor profile; null for none */
export function serveOurs(running: Running, profile: string | null = null): Promise<Served> {
  return serve(running, 'server/main.ts', { flags: profiling(profile) })
}

function profiling(folder: string | null): string[] {
  return folder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** The same under its own address, so that people can sign in, and telling by IPC what `observe.ts` sees. */
export async function serveObserved(running: Running, profile: string | null = null): Promise<Served> {
  const port = await findFreePort()
  process.env.NEXTAUTH_URL = `http://localhost:${port}`
  const flags = ['--expose-gc', '--import', join(CHECKOUT, 'bench/measure/observe.ts'), ...profiling(profile)]
  return serve(running, 'server/main.ts', { flags, port })
}

async function buildApp(folder: string, signal: AbortSignal): Promise<void> {
  const cwd = join(CHECKOUT, folder)
  const changed = globSync(SOURCES, { cwd }).map((file) => timeOf(join(cwd, file)))
  if (timeOf(join(cwd, '.next/BUILD_ID')) > Math.max(...changed)) return
  await progress(`Building ${folder} (once)`, async () => {
    // In its own folder: Next takes instrumentation and proxy from where it is started.
    const options = { cwd, env: buildEnvironment(process.env), signal }
    const next = createRequire(join(cwd, 'next.config.js')).resolve('next/dist/bin/next')
    const { code, output } = await runNode(next, ['build'], options)
    if (code !== 0) throw new Refusal(`The build of ${folder} failed.\n${output.trim()}`)
  })
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

interface ServeOptions {
  flags?: string[]
  words?: string[]
  env?: NodeJS.ProcessEnv
  port?: number
}

async function serve({ undo, signal }: Running, file: string, options: ServeOptions): Promise<Served> {
  const port = options.port ?? (await findFreePort())
  const { flags = [], words = [] } = options
  const env = { ...(options.env ?? process.env), NODE_ENV: 'production' as const, PORT: String(port), NODE_OPTIONS: '' }
  const command = ['--disable-warning=DEP0169', ...flags, file, ...words]
  const child = spawn(process.execPath, command, { cwd: CHECKOUT, env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await undo.add(file, async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://localhost:${port}`
  await waitForAnswer(url, () => child.exitCode !== null || signal.aborted)
  return { url, pid: child.pid ?? 0, child }
}
