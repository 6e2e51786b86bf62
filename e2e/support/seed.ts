import { runNode } from '#scripts/command/child'
import { expect } from '../browser/fixtures.ts'

/** `npm run seed` against the dashboard of this worker. Answers the API key that it prints. */
export async function seed(origin: string, data: string): Promise<string> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '--conditions=react-server',
    NEXTAUTH_URL: origin,
    NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET ?? '',
    QONTO_OAUTH_URL: process.env.E2E_SIMULATOR_URL ?? '',
    DATABASE_URL: process.env.E2E_DATABASE_URL ?? '',
    TOKEN_ENCRYPTION_KEYS: process.env.E2E_ENCRYPTION_KEYS ?? '',
  }
  const { code, output } = await runNode('scripts/seed.ts', ['--data', data], { env })
  expect(code, output).toBe(0)
  return /MOORING_KEY=(mrk_\w+)/.exec(output)?.[1] ?? ''
}
