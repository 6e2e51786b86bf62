import { describe, expect, it } from 'vitest'
import { isAllowedAddress, isLoopbackAddress } from '#lib/told/webhooks/check-address'

describe('an address that a webhook may be sent to', () => {
  it.each([
    ...['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1'],
    ...['9.255.255.255', '11.0.0.1', '126.255.255.255', '128.0.0.1', '169.253.0.1', '223.255.255.255', '192.167.0.1'],
    ...['2606:4700:4700::1111', '2a00:1450:4001:80e::200e', '2001:4860:4860::8888', '3ffe::1'],
  ])('is that of a public server: %s', (address) => {
    expect(isAllowedAddress(address, [])).toBe(true)
  })

  it.each([
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
    ['link-local', '169.254.0.1', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
    ['metadata', '169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
    ['multicast and broadcast', '224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1', 'ff02::1'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['benchmarks', '198.18.0.1', '198.19.255.255', '2001:2::1'],
    ['NAT64', '64:ff9b::10.0.0.1', '64:ff9b::808:808', '64:ff9b:1::1'],
    ['6to4 and Teredo', '2002:7f00:1::', '2002:808:808::1', '2001::1', '192.88.99.1'],
    [
      'mapped and compatible',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '::ffff:0:127.0.0.1',
    ],
    ['unique-local and site-local', 'fc00::1', 'fdff::1', 'fec0::1'],
    ['discard and segment routing', '100::1', '5f00::1'],
    ['no address', '', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '1.1.1.1.', '[::1]', '::1/128'],
  ])('is not one of: %s', (_, ...addresses) => {
    expect(addresses.filter((address) => isAllowedAddress(address, []))).toEqual([])
  })

  it('is one of the ranges that the operator has allowed, and no other', () => {
    const allowed = ['10.1.0.0/16', 'fd12::/32']
    const asked = ['10.1.2.3', 'fd12::1', '10.2.0.1', 'fd13::1', '127.0.0.1', '::1']
    expect(asked.filter((address) => isAllowedAddress(address, allowed))).toEqual(['10.1.2.3', 'fd12::1'])
  })

  it('is this machine for addresses of it alone', () => {
    const asked = ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.0.0.1', '8.8.8.8', '::', 'localhost']
    expect(asked.filter(isLoopbackAddress)).toEqual(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
  })
})
