import { connect, createServer } from 'node:net'
import { isLoopback } from '#lib/env'
import { errorCode } from '#server/refusal'

/** No address: Node then takes :: and, where there is no IPv6, 0.0.0.0. */
const EVERYWHERE = ''

/** A port that nothing listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer().on('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
  })
  return promise
}

/** Why we could not listen there (EADDRINUSE, EACCES ...), or null when we could. */
export async function findPortProblem(port: number, hosts: string[]): Promise<string | null> {
  for (const host of hosts) {
    const problem = await tryListening(port, host)
    if (problem && !isMissingAddress(problem)) return problem
  }
  return null
}

/** Loopback only while only this machine is meant to see it. */
export function hostsFor(origin: string): string[] {
  return isLoopback(new URL(origin).hostname) ? ['127.0.0.1', '::1'] : [EVERYWHERE]
}

export function listenOptions(port: number, host: string): { port: number; host?: string } {
  return host === EVERYWHERE ? { port } : { port, host }
}

/** A machine without IPv6 has no ::1 and no ::. */
export function isMissingAddress(code: string | undefined): boolean {
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

async function tryListening(port: number, host: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const server = createServer()
  server.on('error', (error) => resolve(errorCode(error) ?? error.message))
  server.listen(listenOptions(port, host), () => server.close(() => resolve(null)))
  return promise
}

/** True when something accepts connections there. */
export async function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ port, host, timeout: 2000 })
  socket.on('connect', () => resolve(true))
  socket.on('timeout', () => resolve(false))
  socket.on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
