import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageFile, runNode } from '#scripts/command/child'
import { type Lock, tryLock } from '#scripts/command/lock'
import { hashSources } from '#scripts/launch/build-hash'
import { generateClient } from '#scripts/launch/generate-client'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { progress, say } from '#server/terminal'

const BUILD = join(CHECKOUT, '.next')
/** Next removes it when a build begins and writes it when one is complete. */
const BUILD_ID = join(BUILD, 'BUILD_ID')
const HASH = join(BUILD, 'source-hash')
/** In the cache folder, because that is the one thing in `.next` that a build leaves alone. */
const LOCK = join(BUILD, 'cache/launcher.lock')
/** What server/main.ts keeps of the build before: none of it fits. */
const COMPILED = join(BUILD, 'cache/node')

/** Others that start at this moment hold the lock while they look at the build; one that serves it holds it for good. */
const LOOKS_WITHIN_MS = 10_000

/** Builds unless the current build is of these very sources. The lock that comes back keeps others from replacing it. */
export async function ensureBuild(signal: AbortSignal): Promise<Lock> {
  await mkdir(join(BUILD, 'cache'), { recursive: true })
  let told = false
  let heldSince: number | null = null
  while (!signal.aborted) {
    const reading = tryLock(LOCK, 'shared')
    if (reading && (await isCurrent())) return reading
    reading?.release()
    const writing = tryLock(LOCK)
    if (writing) await build(signal).finally(() => writing.release())
    else if (reading) {
      heldSince ??= performance.now()
      if (performance.now() - heldSince > LOOKS_WITHIN_MS)
        throw new Refusal(
          'A dashboard is being served from this checkout, from an older build: stop it first, then start again.',
        )
    } else if (!told) {
      say('Waiting for the build of another start ...')
      told = true
    }
    if (!writing) await sleep(200)
  }
  throw new Refusal('Stopped while building.')
}

async function isCurrent(): Promise<boolean> {
  if (!existsSync(BUILD_ID)) return false
  const [built, wanted] = await Promise.all([readFile(HASH, 'utf8').catch(() => null), hashSources(CHECKOUT)])
  return built === wanted
}

async function build(signal: AbortSignal): Promise<void> {
  await generateClient(signal)
  // Taken before the build, because a file that is saved during it must make the next start build again.
  const hash = await hashSources(CHECKOUT)
  await rm(COMPILED, { recursive: true, force: true })
  await progress('Building the dashboard (once, about half a minute)', async () => {
    const { code, output } = await runNode(packageFile('next/dist/bin/next'), ['build'], {
      env: buildEnvironment(process.env),
      signal,
    })
    signal.throwIfAborted()
    if (code !== 0) throw new Refusal(`The build failed.\n${output.trim()}`)
  })
  await writeFile(HASH, hash)
}

/** A build needs no settings, and must not be able to bake a secret into itself. */
export function buildEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(QONTO_|NEXTAUTH_|TOKEN_|DATABASE_URL$|PORT$|E2E_)/.test(name),
  )
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
}
