import type { QontoEnvironment } from '#lib/env'

/** Where people sign in to Qonto itself (Qonto, "Base URLs"), and find their connected apps. The simulator has no such page. */
const WEB_APPS: Record<QontoEnvironment, string | null> = {
  simulator: null,
  sandbox: 'https://sandbox.staging.qonto.co',
  production: 'https://app.qonto.com',
}

/** The page that leads to the connected apps of an account; null where there is none. */
export function connectedApps(environment: QontoEnvironment): string | null {
  return WEB_APPS[environment]
}
