import { type Answer, html, redirect } from '#simulator/answer'
import { takeOne } from '#simulator/failures/failures'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

const HEADER = 'x-qonto-staging-token'

/** The staging wall before every sandbox host: HTML with status 200 (or a redirect), never a JSON error. */
export function gate(world: World, call: Call): Answer | null {
  if (call.raw.headers[HEADER] === world.options.stagingToken) return null
  const away = takeOne(world.failures, 'gate_redirect', 'all')
  return away ? redirect(`${world.options.url}/staging-login`, 302) : html(200, gatePage())
}

/** The header's name as it was spelled on the wire: Qonto asks for `X-Qonto-Staging-Token` exactly. */
export function stagingHeaderName(call: Call): string | null {
  return call.raw.rawHeaders.find((name, index) => index % 2 === 0 && name.toLowerCase() === HEADER) ?? null
}

export function gatePage(): string {
  return '<!doctype html><html lang="en"><head><title>Staging sign-in</title></head><body><main><h1>Staging sign-in</h1><p>This environment is for registered developers. Sign in to continue.</p></main></body></html>'
}
