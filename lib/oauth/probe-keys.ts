import 'server-only'
import { boundedFetch, clockSkew, WireError } from '#lib/http'
import type { AuthorizationServer } from '#lib/oauth/types'

export interface KeysProbe {
  reachable: boolean
  /** A web page came instead of keys: the sandbox's sign-in wall. */
  html: boolean
  /** The server's clock minus ours in whole seconds; null when nothing answered. */
  skewSeconds: number | null
}

/** Asks for the signing keys once, past every cache, and looks at the clock of the answer. */
export async function probeKeys(server: AuthorizationServer): Promise<KeysProbe> {
  try {
    const response = await boundedFetch(server.jwksUrl, {
      method: 'GET',
      headers: { Accept: 'application/json', ...server.headers },
    })
    const html =
      (response.status >= 300 && response.status < 400) ||
      /^text\/html/i.test(response.headers.get('content-type') ?? '')
    return {
      reachable: response.status === 200 && !html,
      html,
      skewSeconds: Math.round(clockSkew(response, Date.now()) / 1000),
    }
  } catch (error) {
    if (error instanceof WireError) return { reachable: false, html: false, skewSeconds: null }
    throw error
  }
}
