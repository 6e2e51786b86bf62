import { createServer, type Server } from 'node:http'
import { resolveEnvironment } from '#lib/env'
import { noTrips } from '#simulator/authorization/trips'
import { setClockOffset } from '#simulator/clock'
import { noFailures } from '#simulator/failures/failures'
import { newLimiter } from '#simulator/failures/rate-limit'
import { signWithOurKeys } from '#simulator/id-token/sign-id-token'
import { buildProvider } from '#simulator/oauth/provider'
import { newRequestLog } from '#simulator/request-log'
import { serve } from '#simulator/serve'
import { openStore, registerRedirectUris } from '#simulator/store/store'
import type { Simulator, SimulatorOptions, World } from '#simulator/types'

export type { Simulator, SimulatorOptions } from '#simulator/types'

/**
 * Starts the fake Qonto in this process. Moving its clock moves the clock of the whole process: see spawn.ts.
 * @throws when the environment is not `simulator`; with `code: 'EADDRINUSE'` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  refuseRealEnvironments()
  const server = createServer()
  const url = await listen(server, loopbackUrl(options.url))
  try {
    const world = await createWorld({ ...options, url })
    server.on('request', (request, response) => void serve(world, request, response))
    return { url, close: () => close(server, world) }
  } catch (error) {
    server.close()
    throw error
  }
}

/** A bank without passwords must never stand beside real credentials. */
function refuseRealEnvironments(): void {
  const environment = resolveEnvironment(process.env)
  if (environment.ok && environment.value === 'simulator') return
  const found = environment.ok ? environment.value : 'unknown'
  throw new Error(
    `The simulator does not start in the environment "${found}": it has no passwords. Unset QONTO_ENVIRONMENT and QONTO_CLIENT_ID to use it.`,
  )
}

function loopbackUrl(text: string): URL {
  const url = new URL(text)
  if (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return url
  throw new Error(`The simulator listens on loopback only, for example http://127.0.0.1:4400, not on ${url.origin}.`)
}

async function listen(server: Server, url: URL): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Port 80 is what an http URL without a port means.
    server.listen(Number(url.port || 80), host, () => resolve())
  })
  server.removeAllListeners('error')
  const address = server.address()
  url.port = String(typeof address === 'object' && address ? address.port : url.port)
  return url.origin
}

async function createWorld(options: SimulatorOptions): Promise<World> {
  const store = await openStore(options.dataDirectory)
  await registerRedirectUris(store, options.redirectUris)
  const provider = buildProvider(options, store)
  const latencyMs = options.latencyMs ?? 0
  const world: World = {
    options,
    store,
    provider,
    latencyMs,
    failures: noFailures(),
    limiter: newLimiter(),
    requests: newRequestLog(),
    trips: noTrips(),
    often: new Map(),
    plainCallbacks: false,
    deliveries: [],
    mails: [],
  }
  signWithOurKeys(provider, world)
  return world
}

async function close(server: Server, world: World): Promise<void> {
  setClockOffset(0)
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A stalled answer never ends by itself.
  server.closeAllConnections()
  await closed
  await world.store.save()
}
