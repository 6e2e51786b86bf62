import { describe, expect, it } from 'vitest'
import { clientAddress } from '#lib/client-address'

const direct = (socketAddress: string | undefined) =>
  clientAddress({ socketAddress, forwardedFor: '203.0.113.9', trustedProxies: 0 })
const behind = (trustedProxies: number, forwardedFor: string | undefined) =>
  clientAddress({ socketAddress: '10.0.0.1', forwardedFor, trustedProxies })

describe('the address of a client', () => {
  it('is that of the connection, whatever a header says, while no proxy is trusted', () => {
    expect(direct('198.51.100.7')).toBe('198.51.100.7')
    expect(direct(undefined)).toBe('unknown')
  })

  it('is the n-th from the right behind n proxies: what stands further left is made up', () => {
    expect(behind(1, '1.1.1.1, 203.0.113.9')).toBe('203.0.113.9')
    expect(behind(2, '1.1.1.1, 203.0.113.9,10.0.0.2')).toBe('203.0.113.9')
  })

  it.each([undefined, '', 'unknown', '203.0.113', '<script>', 'localhost', ' , '])(
    'is that of the connection when the header says %j there',
    (forwardedFor) => expect(behind(1, forwardedFor)).toBe('10.0.0.1'),
  )

  it('is that of the connection when the header names fewer addresses than there are proxies', () => {
    expect(behind(3, '1.1.1.1, 2.2.2.2')).toBe('10.0.0.1')
  })

  it.each([
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8:1:2:3:4:5:6]:4711', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['::1', '::1'],
  ])('has one spelling: %s is %s', (written, address) => {
    expect(behind(1, written)).toBe(address)
    expect(direct(written.replace(/^\[(.*)\]:\d+$|:4711$/, '$1') || written)).toBe(address)
  })
})
