import { type Answer, html } from '#simulator/answer'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

const HEADER = 'x-qonto-staging-token'

/** The staging wall before every sandbox host: HTML with status 200, never a JSON error. */
export function gate(world: World, call: Call): Answer | null {
  if (call.raw.headers[HEADER] === world.options.stagingToken) return null
  return html(200, gatePage())
}

/** The header's name as it was spelled on the wire: Qonto asks for `X-Qonto-Staging-Token` exactly. */
export function stagingHeaderName(call: Call): string | null {
  return call.raw.rawHeaders.find((name, index) => index % 2 === 0 && name.toLowerCase() === HEADER) ?? null
}

export function gatePage(): string {
  return '<!doctype html><html lang="en"><head><title>Staging sign-in</title></head><body><main><h1>Staging sign-in</h1><p>This environment is for registered developers. Sign in to continue.</p></main></body></html>'
}
