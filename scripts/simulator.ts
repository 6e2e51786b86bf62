import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDeadline } from '#lib/deadline'
import type { Settings } from '#lib/env'
import { dataFiles } from '#scripts/command/data-directory'
import { withLock } from '#scripts/command/lock'
import { errorCode, Refusal } from '#server/refusal'

export interface Simulator {
  url: string
  ensure(): Promise<'started' | 'shared'>
  isRunning(): Promise<boolean>
  stop(): Promise<void>
}

/** Our fake Qonto at this address: started here, or shared when one already answers there. */
export function simulator(settings: Settings, data: string): Simulator {
  const url = settings.oauthUrl
  const files = dataFiles(data)
  let ours: { close(): Promise<void> } | null = null
  const ensure = async () => {
    if (await isSimulator(url)) return share(settings)
    await mkdir(files.simulator, { recursive: true, mode: 0o700 })
    ours = await startSimulator(settings, files.simulator)
    return ours ? 'started' : share(settings)
  }
  return {
    url,
    // One at a time, because the second of two launchers should find the simulator of the first.
    ensure: () => withLock(files.simulatorLock, ensure),
    isRunning: () => isSimulator(url),
    stop: async () => ours?.close(),
  }
}

async function startSimulator(settings: Settings, dataDirectory: string): Promise<{ close(): Promise<void> } | null> {
  const { oauthUrl: url, clientId, clientSecret } = settings
  if (URL.parse(url)?.protocol !== 'http:')
    throw new Refusal(`No simulator answers at ${url}, and one can be started on a loopback address only.`)
  const redirectUris = [callbackOf(settings)]
  const stagingToken = settings.stagingToken ?? ''
  // Only here, because it is a development package that must never load in production.
  const { spawnSimulator } = await import('#simulator/spawn')
  try {
    return await spawnSimulator({ url, dataDirectory, clientId, clientSecret, stagingToken, redirectUris })
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    if (await becomesSimulator(url)) return null
    throw new Refusal(
      `The simulator's address ${url} is taken by something else: stop it, or choose another address with QONTO_OAUTH_URL=http://127.0.0.1:PORT.`,
    )
  }
}

/** As in the Developer Portal: one that was started for another dashboard does not know the address of this one yet. */
async function share(settings: Settings): Promise<'shared'> {
  const body = JSON.stringify({ uri: callbackOf(settings) })
  const init = { method: 'POST', body, signal: AbortSignal.timeout(2000) }
  // One of an older checkout has no such command, and takes every address of this machine.
  await fetch(`${settings.oauthUrl}/simulator/redirect-uris`, init).catch(() => null)
  return 'shared'
}

function callbackOf({ origin }: Settings): string {
  return `${origin}/api/auth/callback/qonto`
}

/** One from another checkout may have the port already and not answer yet. */
async function becomesSimulator(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await isSimulator(url)) return true
    await sleep(200)
  }
  return false
}

async function isSimulator(url: string): Promise<boolean> {
  const { signal, end } = startDeadline(2000)
  try {
    const response = await fetch(`${url}/simulator/health`, { signal, redirect: 'error' })
    const found: unknown = await response.json()
    return typeof found === 'object' && found !== null && Reflect.get(found, 'simulator') === 'qonto'
  } catch {
    return false
  } finally {
    end()
  }
}
