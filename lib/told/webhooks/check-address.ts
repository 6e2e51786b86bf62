import 'server-only'
import { BlockList, isIP } from 'node:net'
import { settings } from '#lib/env'

/**
 * What no public server has for an address (IANA, "IPv4 Special-Purpose Address Registry"): a webhook must not become a way
 * into the network that the dashboard stands in, nor to the metadata of its machine.
 */
const NOT_PUBLIC_V4 = [
  // This network, private ones (RFC 1918), between a provider and its customers (RFC 6598), this machine.
  ...['0.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8'],
  // This link, with the metadata of clouds; protocols; the way to 6to4; benchmarks.
  ...['169.254.0.0/16', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  // Documentation; multicast; what was never given out, and broadcast.
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]
/** All that is given out for public use. Outside lie this machine and link, unique-local, mapped, NAT64, multicast. */
const PUBLIC_V6 = ['2000::/3']
/** In it, without a public server behind: Teredo and other protocols, documentation, and IPv4 in disguise (6to4). */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '3fff::/20', '2002::/16']

const notPublic = { ipv4: listOf(NOT_PUBLIC_V4), ipv6: listOf(NOT_PUBLIC_V6) }
const publicV6 = listOf(PUBLIC_V6)
const loopback = listOf(['127.0.0.0/8', '::1/128'])

/** Whether a webhook may be sent to this address: one of a public server, or one that the operator has allowed. */
export function isAllowedAddress(address: string, allowed = settings().webhookAllow): boolean {
  const family = familyOf(address)
  if (family === null) return false
  if (listOf(allowed).check(address, family)) return true
  return !notPublic[family].check(address, family) && (family === 'ipv4' || publicV6.check(address, family))
}

/** Whether it is this machine. */
export function isLoopbackAddress(address: string): boolean {
  const family = familyOf(address)
  return family !== null && loopback.check(address, family)
}

/** Null for what is no address; one with a zone (`fe80::1%eth0`) is of a link, and Node cannot compare it. */
function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  if (address.includes('%')) return null
  return ({ 0: null, 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)] ?? null
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
