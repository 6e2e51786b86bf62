import { isIP } from 'node:net'

/** Where the server tells the handlers who is asking. Whatever a client sends under this name is dropped before. */
export const CLIENT_HEADER = 'x-mooring-client'

interface Hop {
  /** Of the connection itself. */
  socketAddress: string | undefined
  /** The whole header; every proxy adds the address that it saw at the right. */
  forwardedFor: string | undefined
  /** How many proxies stand in front (`MOORING_TRUSTED_PROXIES`). */
  trustedProxies: number
}

/**
 * The address to count by: the connection's own, or behind n proxies the n-th from the right of `X-Forwarded-For`, because
 * everything further left is what the client made up. IPv6 is cut to its /64, which is what one household or server gets.
 * Falls back to the connection's own when the header is too short or holds no address there. `unknown` for a closed socket.
 */
export function clientAddress({ socketAddress, forwardedFor, trustedProxies }: Hop): string {
  const own = normalise(socketAddress ?? '') ?? 'unknown'
  if (trustedProxies === 0 || forwardedFor === undefined) return own
  return normalise(forwardedFor.split(',').at(-trustedProxies) ?? '') ?? own
}

/** One spelling for one address; null for what is none. Some proxies add a port, some brackets. */
function normalise(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.+)\](:\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/%.*$/, '')
  if (isIP(bare) === 4) return bare
  return isIP(bare) === 6 ? networkOf(groupsOf(bare)) : null
}

function networkOf(groups: number[]): string {
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  const [high = 0, low = 0] = groups.slice(6)
  if (mapped) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
  // A loopback address is one machine, not a network.
  if (groups.slice(0, 7).every((group) => group === 0)) return `::${low.toString(16)}`
  const network = groups.slice(0, 4).map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}

/** The eight groups of a valid IPv6 address. `URL` writes an embedded IPv4 part as hexadecimal groups. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [left = [], right = []] = canonical
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))))
  return canonical.includes('::') ? [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right] : left
}
