import { readFileSync } from 'node:fs'
import type { SettingProblem } from '#lib/env'
import { errorCode } from '#server/refusal'

/** An environment is seen by more eyes than a file: by whoever may inspect a container, and in every report of a crash. */
const SECRETS = [
  'QONTO_CLIENT_SECRET',
  'QONTO_STAGING_TOKEN',
  'DATABASE_URL',
  'NEXTAUTH_SECRET',
  'TOKEN_ENCRYPTION_KEYS',
  'SMTP_URL',
  'MOORING_METRICS_TOKEN',
]

/** Fills secrets in from the files that `NAME_FILE` names, as Docker, Kubernetes and systemd hand them over. */
export function readSecretFiles(env: NodeJS.ProcessEnv): SettingProblem[] {
  return SECRETS.flatMap((name) => {
    const variable = `${name}_FILE`
    const path = env[variable]?.trim()
    if (!path) return []
    if (env[name]?.trim()) return [{ variable, problem: `is set beside ${name}: keep one of the two.` }]
    try {
      env[name] = readFileSync(path, 'utf8').trim()
      return []
    } catch (error) {
      return [{ variable, problem: `names a file that cannot be read (${errorCode(error) ?? 'unknown'}).` }]
    }
  })
}
