import 'server-only'
import { boundedFetch, clockSkew, isStagingGate, isWebPage, WireError } from '#lib/http'
import type { AuthorizationServer } from '#lib/oauth/types'

export interface KeysProbe {
  reachable: boolean
  /** A web page came instead of keys, or the way to one. */
  html: boolean
  /** It may be the sandbox's sign-in gate. */
  gate: boolean
  /** The server's clock minus ours in whole seconds; null when nothing answered, or without the time. */
  skewSeconds: number | null
}

/** Asks for the signing keys once, past every cache, and looks at the clock of the answer. */
export async function probeKeys(server: AuthorizationServer): Promise<KeysProbe> {
  try {
    const response = await boundedFetch(server.jwksUrl, {
      method: 'GET',
      headers: { Accept: 'application/json', ...server.headers },
    })
    const html = (response.status >= 300 && response.status < 400) || isWebPage(response)
    const skew = clockSkew(response, Date.now())
    return {
      reachable: response.status === 200 && !html,
      html,
      gate: html && isStagingGate(response, server.headers),
      skewSeconds: skew === null ? null : Math.round(skew / 1000),
    }
  } catch (error) {
    if (error instanceof WireError) return { reachable: false, html: false, gate: false, skewSeconds: null }
    throw error
  }
}
