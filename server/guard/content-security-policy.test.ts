import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Environment, parseSettings } from '#lib/env'
import { contentSecurityPolicy } from '#server/guard/content-security-policy'

const complete = {
  DATABASE_URL: 'postgresql://user@127.0.0.1:5432/dashboard',
  NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
  TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
}
const app = { QONTO_CLIENT_ID: 'id', QONTO_CLIENT_SECRET: 'secret' }

function formActionOf(env: Environment): string | undefined {
  const settings = parseSettings({ ...complete, ...env })
  if (!settings.ok) throw new Error(JSON.stringify(settings.reason))
  const rules = contentSecurityPolicy('nonce', settings.value).split('; ')
  return rules.find((rule) => rule.startsWith('form-action '))
}

describe('where a form may lead', () => {
  it('is the simulator alone, wherever it runs', () => {
    expect(formActionOf({ QONTO_OAUTH_URL: 'http://localhost:4900' })).toBe("form-action 'self' http://localhost:4900")
  })

  it('is the web app of the sandbox too, with the wall in front of it', () => {
    expect(formActionOf({ ...app, QONTO_STAGING_TOKEN: 'staging' })).toBe(
      "form-action 'self' https://oauth-sandbox.staging.qonto.co https://sandbox.staging.qonto.co https://qonto.onelogin.com https://developers.qonto.com",
    )
  })

  it('is the web app in production', () => {
    const own = { ...app, QONTO_ENVIRONMENT: 'production', NEXTAUTH_URL: 'https://mooring.example.com' }
    expect(formActionOf(own)).toBe("form-action 'self' https://oauth.qonto.com https://app.qonto.com")
  })

  it('follows an OAuth host that is reached through a proxy', () => {
    const own = { ...app, QONTO_STAGING_TOKEN: 'staging', QONTO_OAUTH_URL: 'https://proxy.example/qonto' }
    expect(formActionOf(own)).toMatch(/^form-action 'self' https:\/\/proxy\.example https:\/\/sandbox\./)
  })
})
