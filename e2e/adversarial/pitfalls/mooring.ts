import type { Logs } from '#e2e/adversarial/logs'
import { callAction } from '#e2e/adversarial/server-actions'
import { usedRefreshTokens } from '#e2e/adversarial/stored-tokens'
import type { Database } from '#e2e/database'
import type { HttpClient } from '#e2e/http-client'
import type { Simulator } from '#e2e/simulator'
import type { Site } from './site.ts'

interface Parts {
  simulator: Simulator
  database: Database
  logs: Logs
  newClient: () => HttpClient
}

/** The dashboard under test. */
export function mooring({ simulator, database, logs, newClient }: Parts): Site {
  const act = async (client: HttpClient, name: string) => {
    const { id } = await database.onlyConnection()
    const answer = await callAction(client, name, { connection: id }, { page: `/connections/${id}` })
    const text = await answer.text()
    if (text.includes('already ended')) throw new Error(`${name} did not find the connection.`)
  }
  return {
    simulator,
    newClient,
    said: () => logs.text(),
    breakStorage: (message) => database.refuseWrites('accounts', message),
    breakReading: () => database.hide('sessions'),
    async mend() {
      await database.acceptWrites('accounts')
      await database.unhide('sessions')
    },
    refreshTokens: () => usedRefreshTokens(database, process.env.E2E_ENCRYPTION_KEYS ?? ''),
    stored: () => database.everythingAsText(),
    use: async (client) => void (await act(client, 'checkConnection')),
    async stillWorks() {
      return (await database.onlyConnection()).status === 'active'
    },
    async disconnect(client) {
      await act(client, 'disconnectConnection')
      return (await database.onlyConnection()).status === 'disconnected'
    },
    letSessionsNearEnd: async () => void (await database.letSessionsNearEnd()),
    sessionEnds: () => database.sessionEnds(),
    httpsCookies: cookiesOverHttps,
    secret: process.env.E2E_AUTH_SECRET ?? '',
    strangerWasTold: () => 0,
  }
}

/** The dashboard under test speaks http on this computer; its own code says what it would call its cookies over https. */
async function cookiesOverHttps(): Promise<string[]> {
  Object.assign(process.env, {
    NEXTAUTH_URL: 'https://mooring.example',
    DATABASE_URL: process.env.E2E_DATABASE_URL,
    NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET,
    TOKEN_ENCRYPTION_KEYS: process.env.E2E_ENCRYPTION_KEYS,
    QONTO_ENVIRONMENT: 'simulator',
  })
  const { cookieOptions } = await import('#lib/auth/session/cookies')
  return Object.values(cookieOptions()).map(({ name }) => name)
}
