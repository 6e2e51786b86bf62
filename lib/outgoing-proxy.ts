import * as https from 'node:https'
import { isLoopback } from '#lib/env'

/** The proxy stands between us and the answer, so it has no more time to open the tunnel than the answer has to come. */
const TUNNEL_DEADLINE_MS = 5_000

/** One for as long as the settings of the proxy stay the same. It keeps no connection. */
let known: { key: string; agent: https.Agent } | undefined

/**
 * The way out for a request: through the proxy that `HTTPS_PROXY` names unless `NO_PROXY` excepts the host, as Node reads
 * them (lower-case names win). False, Node's word for a connection of its own, without a proxy and for this machine itself.
 * Requests in clear are for this machine only, so `HTTP_PROXY` has nothing to say.
 */
export function wayOut(url: string, env: NodeJS.ProcessEnv = process.env): https.Agent | false {
  const { protocol, hostname } = new URL(url)
  const proxy = env.https_proxy || env.HTTPS_PROXY
  if (!proxy || protocol !== 'https:' || isLoopback(hostname)) return false
  const exceptions = env.no_proxy || env.NO_PROXY
  const key = JSON.stringify([proxy, exceptions])
  if (known?.key === key) return known.agent
  const proxyEnv = { NODE_ENV: env.NODE_ENV, HTTPS_PROXY: proxy, ...(exceptions && { NO_PROXY: exceptions }) }
  known = { key, agent: new https.Agent({ proxyEnv, keepAlive: false, timeout: TUNNEL_DEADLINE_MS }) }
  return known.agent
}
