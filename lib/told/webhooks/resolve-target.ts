import 'server-only'
import { ADDRCONFIG, type LookupAddress, promises } from 'node:dns'
import { isIP } from 'node:net'
import { isLoopback, settings } from '#lib/env'
import { fail, ok, type Result } from '#lib/result'
import { isAllowedAddress, isLoopbackAddress } from '#lib/told/webhooks/check-address'

export type AddressRefusal = 'address' | 'address_long' | 'not_https' | 'with_login'

const LONGEST_URL = 2_000

/** Reads what was written as an address to post to. What its name leads to is checked at every attempt, in `resolveTarget`. */
export function readUrl(text: string): Result<URL, AddressRefusal> {
  const url = URL.parse(text.trim())
  if (url === null || url.hostname === '') return fail('address')
  if (!(url.protocol === 'https:' || isLoopbackHttp(url))) return fail('not_https')
  if (url.username !== '' || url.password !== '') return fail('with_login')
  url.hash = ''
  return url.href.length > LONGEST_URL ? fail('address_long') : ok(url)
}

/** For a first try on one's own machine: in the simulator's environment alone. */
function isLoopbackHttp({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && isLoopback(hostname) && settings().environment === 'simulator'
}

export type TargetRefusal = 'not_https' | 'unknown_host' | 'refused_address'
export type Resolve = (host: string) => Promise<LookupAddress[]>

/**
 * The addresses behind a URL, asked for once: the socket is opened to one of these, so a name that answers differently a
 * moment later leads nowhere else. One address that is refused refuses all: which of them is used is not ours to say.
 */
export async function resolveTarget(url: URL, resolve: Resolve = ask): Promise<Result<LookupAddress[], TargetRefusal>> {
  if (url.protocol !== 'https:' && !isLoopbackHttp(url)) return fail('not_https')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const addresses = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }]
  if (addresses.length === 0) return fail('unknown_host')
  const isAllowed = isLoopbackHttp(url) ? isLoopbackAddress : (address: string) => isAllowedAddress(address)
  return addresses.every(({ address }) => isAllowed(address)) ? ok(addresses) : fail('refused_address')
}

function ask(host: string): Promise<LookupAddress[]> {
  return promises.lookup(host, { all: true, hints: ADDRCONFIG })
}
