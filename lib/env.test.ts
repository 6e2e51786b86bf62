import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Environment, parseSettings } from '#lib/env'

const key = randomBytes(32).toString('base64')
const complete = {
  DATABASE_URL: 'postgresql://user@127.0.0.1:5432/dashboard',
  NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
  TOKEN_ENCRYPTION_KEYS: `k1:${key}`,
}
const sandbox = { ...complete, QONTO_CLIENT_ID: 'id', QONTO_CLIENT_SECRET: 'secret', QONTO_STAGING_TOKEN: 'staging' }
const production = {
  ...complete,
  QONTO_ENVIRONMENT: 'production',
  QONTO_CLIENT_ID: 'id',
  QONTO_CLIENT_SECRET: 'secret',
  NEXTAUTH_URL: 'https://mooring.example.com',
}

function settingsOf(env: Environment) {
  const result = parseSettings(env)
  if (!result.ok) throw new Error(JSON.stringify(result.reason))
  return result.value
}

function complaints(env: Environment): string[] {
  const result = parseSettings(env)
  return result.ok ? [] : result.reason.map(({ variable }) => variable)
}

describe('settings', () => {
  it('is the simulator when no client id is set, with credentials that work nowhere else', () => {
    expect(settingsOf(complete)).toMatchObject({
      environment: 'simulator',
      oauthUrl: 'http://127.0.0.1:4400',
      origin: 'http://localhost:3000',
    })
  })

  it('is the sandbox as soon as a client id is set', () => {
    expect(settingsOf(sandbox)).toMatchObject({
      environment: 'sandbox',
      oauthUrl: 'https://oauth-sandbox.staging.qonto.co',
    })
  })

  it('takes the issuer from the OAuth address unless it is named', () => {
    expect(settingsOf({ ...sandbox, QONTO_OAUTH_URL: 'https://proxy.example/' }).issuer).toBe('https://proxy.example')
    expect(settingsOf({ ...sandbox, QONTO_ISSUER: 'https://real.example' }).issuer).toBe('https://real.example')
  })

  it('keeps the log for 400 days unless it is told otherwise', () => {
    expect(settingsOf(complete).activityDays).toBe(400)
    expect(settingsOf({ ...complete, MOORING_ACTIVITY_DAYS: '90' }).activityDays).toBe(90)
    for (const MOORING_ACTIVITY_DAYS of ['0', '-1', '1.5', 'forever', '3651', '1e3'])
      expect(complaints({ ...complete, MOORING_ACTIVITY_DAYS })).toEqual(['MOORING_ACTIVITY_DAYS'])
  })

  it('sends webhooks to no network that is not public, unless it is named with its length', () => {
    expect(settingsOf(complete).webhookAllow).toEqual([])
    const MOORING_WEBHOOK_ALLOW = '10.1.0.0/16, fd12::/32'
    expect(settingsOf({ ...complete, MOORING_WEBHOOK_ALLOW }).webhookAllow).toEqual(['10.1.0.0/16', 'fd12::/32'])
    for (const wrong of ['10.1.0.1', '10.1.0.0/33', 'all', '10.1/16', '10.1.0.0/', 'fe80::1%eth0/64', '10.0.0.0/8/8'])
      expect(complaints({ ...complete, MOORING_WEBHOOK_ALLOW: wrong })).toEqual(['MOORING_WEBHOOK_ALLOW'])
  })

  it('lets in everybody unless it is told whom, and tells them apart by nothing that it does not ask for', () => {
    expect(settingsOf(complete).allow).toEqual([])
    const MOORING_ALLOW = 'organization:acme-12, domain:Example.com'
    expect(settingsOf({ ...complete, MOORING_ALLOW }).allow).toEqual(['organization:acme-12', 'domain:example.com'])
    const QONTO_SCOPES = 'openid offline_access'
    expect(complaints({ ...complete, MOORING_ALLOW, QONTO_SCOPES })).toEqual(['MOORING_ALLOW'])
    expect(complaints({ ...complete, MOORING_ALLOW: 'domain:example.com', QONTO_SCOPES })).toEqual([])
    for (const wrong of ['everyone', 'example.com', '*', 'organization:'])
      expect(complaints({ ...complete, MOORING_ALLOW: wrong })).toEqual(['MOORING_ALLOW'])
  })

  it('takes the number of connections from the URL, also of a socket without a host', () => {
    const url = 'postgresql://user@/dash?host=/tmp&connection_limit=3'
    expect(settingsOf({ ...complete, DATABASE_URL: url }).poolSize).toBe(3)
  })

  it('treats blank as unset', () => {
    expect(settingsOf({ ...complete, QONTO_CLIENT_ID: ' ', QONTO_ENVIRONMENT: '', PORT: '' })).toMatchObject({
      environment: 'simulator',
      port: 3000,
    })
  })

  it.each([
    ['the staging token in production', { ...production, QONTO_STAGING_TOKEN: 'x' }, 'QONTO_STAGING_TOKEN'],
    ['no staging token in the sandbox', { ...sandbox, QONTO_STAGING_TOKEN: '' }, 'QONTO_STAGING_TOKEN'],
    ['no public origin in production', { ...production, NEXTAUTH_URL: '' }, 'NEXTAUTH_URL'],
    ['plain http on a public origin', { ...production, NEXTAUTH_URL: 'http://mooring.example.com' }, 'NEXTAUTH_URL'],
    ['an origin with a path', { ...production, NEXTAUTH_URL: 'https://mooring.example.com/app' }, 'NEXTAUTH_URL'],
    ['plain http to Qonto', { ...sandbox, QONTO_API_URL: 'http://api.example.com' }, 'QONTO_API_URL'],
    ['a missing secret', { ...complete, NEXTAUTH_SECRET: '' }, 'NEXTAUTH_SECRET'],
    ['a short secret', { ...complete, NEXTAUTH_SECRET: 'short' }, 'NEXTAUTH_SECRET'],
    ['a secret of one letter', { ...complete, NEXTAUTH_SECRET: 'a'.repeat(64) }, 'NEXTAUTH_SECRET'],
    [
      'a key that is too short',
      { ...complete, TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(16).toString('base64')}` },
      'TOKEN_ENCRYPTION_KEYS',
    ],
    [
      'a key of equal bytes',
      { ...complete, TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` },
      'TOKEN_ENCRYPTION_KEYS',
    ],
    ['two keys of one id', { ...complete, TOKEN_ENCRYPTION_KEYS: `k1:${key},k1:${key}` }, 'TOKEN_ENCRYPTION_KEYS'],
    [
      'one value as secret and key',
      { ...complete, TOKEN_ENCRYPTION_KEYS: `k1:${complete.NEXTAUTH_SECRET}` },
      'TOKEN_ENCRYPTION_KEYS',
    ],
    ['scopes without openid', { ...complete, QONTO_SCOPES: 'organization.read' }, 'QONTO_SCOPES'],
    ['a database that is not PostgreSQL', { ...complete, DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    ['an unknown environment', { ...complete, QONTO_ENVIRONMENT: 'staging' }, 'QONTO_ENVIRONMENT'],
    ['a number of proxies that is none', { ...complete, MOORING_TRUSTED_PROXIES: 'true' }, 'MOORING_TRUSTED_PROXIES'],
    ['a negative number of proxies', { ...complete, MOORING_TRUSTED_PROXIES: '-1' }, 'MOORING_TRUSTED_PROXIES'],
    ['half a proxy', { ...complete, MOORING_TRUSTED_PROXIES: '0.5' }, 'MOORING_TRUSTED_PROXIES'],
    ['more proxies than anybody has', { ...complete, MOORING_TRUSTED_PROXIES: '11' }, 'MOORING_TRUSTED_PROXIES'],
    ['a proxy without http', { ...complete, HTTPS_PROXY: 'proxy.example:3128' }, 'HTTPS_PROXY'],
    ['a proxy that speaks SOCKS', { ...complete, https_proxy: 'socks5://127.0.0.1:9050' }, 'https_proxy'],
    ['a port that is none', { ...complete, PORT: '99999' }, 'PORT'],
  ])('refuses %s', (_, env, variable) => {
    expect(complaints(env)).toContain(variable)
  })

  it('believes no forwarded address unless it is told how many proxies there are', () => {
    expect(settingsOf(complete).trustedProxies).toBe(0)
    expect(settingsOf({ ...complete, MOORING_TRUSTED_PROXIES: ' 2 ' }).trustedProxies).toBe(2)
  })

  it('accepts a loopback http origin in every environment', () => {
    expect(settingsOf({ ...production, NEXTAUTH_URL: 'http://127.0.0.1:3000' }).origin).toBe('http://127.0.0.1:3000')
  })

  it('names every problem at once, and no value of a secret', () => {
    const result = parseSettings({
      ...sandbox,
      NEXTAUTH_SECRET: 'my-weak-secret',
      TOKEN_ENCRYPTION_KEYS: 'k1:my-weak-key',
      PORT: 'x',
    })
    expect(result.ok).toBe(false)
    expect(JSON.stringify(result)).not.toContain('my-weak')
    expect(complaints({ ...sandbox, NEXTAUTH_SECRET: 'x', TOKEN_ENCRYPTION_KEYS: 'x', PORT: 'x' })).toHaveLength(3)
  })

  it('reads where mail is handed in, and by whom', () => {
    const read = (SMTP_URL: string) => settingsOf({ ...complete, SMTP_URL, MAIL_FROM: 'a@b.example' }).smtp
    expect(read('smtps://me%40x:p%25w@mail.example')).toEqual({
      ...{ host: 'mail.example', port: 465, secure: true, isHere: false, auth: { user: 'me@x', pass: 'p%w' } },
    })
    expect(read('smtp://mail.example')).toMatchObject({ port: 587, secure: false, isHere: false, auth: null })
    expect(read('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25, isHere: true })
    expect(settingsOf(complete).smtp).toBeNull()
    for (const wrong of [
      'mail.example',
      'http://mail.example',
      'smtp://',
      'smtp://a%zz:b@x',
      'smtp://a@x',
      'smtp://x/y',
    ])
      expect(complaints({ ...complete, SMTP_URL: wrong }), wrong).toEqual(['SMTP_URL'])
  })

  it('asks for a sender where mail is sent, and takes no second line for one', () => {
    const withMail = { ...production, SMTP_URL: 'smtps://mail.example' }
    expect(complaints(withMail)).toEqual(['MAIL_FROM'])
    expect(settingsOf({ ...withMail, MAIL_FROM: 'Ops <ops@x.example>' }).mailFrom).toEqual({
      ...{ name: 'Ops', address: 'ops@x.example' },
    })
    for (const MAIL_FROM of [
      'ops',
      '<>',
      'a@b.example\nBcc: c@d.example',
      'A\r\nB <a@b.example>',
      'a@b.example, c@d.example',
    ])
      expect(complaints({ ...withMail, MAIL_FROM }), MAIL_FROM).toEqual(['MAIL_FROM'])
  })
})
