import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { dataFiles } from '#scripts/command/data-directory'
import { VARIABLES } from '#scripts/launch/fill-settings'
import { makeTemporaryData } from '#scripts/postgres/temporary'
import { CHECKOUT } from '#server/checkout'
import { findFreePort, isListening } from '#server/ports'

// Whatever of `npm start` a supervisor ends, and however: nothing of it runs on.

test.describe.configure({ timeout: 120_000 })

interface Started {
  /** npm, or what stands in its place. */
  top: ChildProcess
  launcher: number
  postgres: number
  ports: number[]
}

type Command = [program: string, ...words: string[]]
const NPM: Command = ['npm', 'start', '--']
/** A shell that stays, and keeps every signal to itself. */
const SHELL: Command = ['sh', '-c', 'node scripts/start.ts "$@"; exit', 'sh']
/** What npm tells its scripts. */
const OF_NPM = { npm_lifecycle_script: 'node scripts/start.ts' }

const CASES: Array<[string, (started: Started) => void, Command?]> = [
  ['npm is told to end', ({ top }) => void top.kill('SIGTERM')],
  ['npm is killed', ({ top }) => void top.kill('SIGKILL')],
  ['a shell between npm and the launcher is killed', ({ top }) => void top.kill('SIGKILL'), SHELL],
  ['its terminal is closed', ({ launcher }) => void process.kill(launcher, 'SIGHUP')],
]

for (const [title, end, command = NPM] of CASES)
  test(`C09 ${title}: the dashboard, PostgreSQL and the fake Qonto end`, async () => {
    const data = await makeTemporaryData()
    const started = await start(data, command, OF_NPM)
    end(started)
    const { launcher, postgres, ports } = started
    await expect.poll(() => [launcher, postgres].filter(isRunning), { timeout: 45_000 }).toEqual([])
    for (const port of ports) expect(await isListening(port)).toBe(false)
    await rm(data, { recursive: true, force: true })
  })

test('C09 who starts node itself may leave it behind on purpose: it serves on when its shell has ended', async () => {
  const data = await makeTemporaryData()
  const { top, launcher, postgres, ports } = await start(data, SHELL, { npm_lifecycle_script: '' })
  top.kill('SIGKILL')
  await wait(2_000)
  expect([launcher, postgres].filter(isRunning)).toEqual([launcher, postgres])
  expect(await isListening(ports[0] ?? 0)).toBe(true)
  process.kill(launcher, 'SIGTERM')
  await expect.poll(() => [launcher, postgres].filter(isRunning), { timeout: 45_000 }).toEqual([])
  await rm(data, { recursive: true, force: true })
})

async function start(data: string, [program, ...words]: Command, ofNpm: Record<string, string>): Promise<Started> {
  const ports = [await findFreePort(), await findFreePort()]
  const [port, simulatorPort] = ports
  const blank = Object.fromEntries(VARIABLES.map((name) => [name, '']))
  const output = await open(process.env.E2E_LOG_FILE ?? join(data, 'log'), 'a', 0o600)
  const top = spawn(program, [...words, '--port', String(port), '--data', data], {
    cwd: CHECKOUT,
    env: { ...process.env, ...blank, ...ofNpm, NODE_OPTIONS: '', QONTO_OAUTH_URL: `http://127.0.0.1:${simulatorPort}` },
    stdio: ['ignore', output.fd, output.fd],
  })
  await output.close()
  await expect.poll(() => isListening(port ?? 0), { timeout: 90_000 }).toBe(true)
  const postgres = Number(readFileSync(join(dataFiles(data).postgres, 'postmaster.pid'), 'utf8').split('\n')[0])
  return { top, launcher: launcherOf(top.pid ?? 0), postgres, ports }
}

/** The process that runs the script, at the top or below it. */
function launcherOf(pid: number): number {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return words.includes('scripts/start.ts') ? pid : launcherOf(children[0] ?? Number.NaN)
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
