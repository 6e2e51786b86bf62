import { randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { dataFiles } from '#scripts/command/data-directory'
import { withLock } from '#scripts/command/lock'
import { errorCode, Refusal } from '#server/refusal'

export interface Secrets {
  NEXTAUTH_SECRET: string
  TOKEN_ENCRYPTION_KEYS: string
  POSTGRES_PASSWORD: string
}

/** The secrets of this data directory, made on first use. Launchers that start together get the same ones. */
export async function readOrCreateSecrets(directory: string): Promise<Secrets> {
  const files = dataFiles(directory)
  const found = await readSecrets(files.secrets)
  if (found) return found
  return withLock(files.startLock, async () => (await readSecrets(files.secrets)) ?? createSecrets(files.secrets))
}

async function createSecrets(file: string): Promise<Secrets> {
  const secrets: Secrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    TOKEN_ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`,
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
  }
  // Written aside and renamed, so that a reader, or a crash, never meets half a file.
  const draft = `${file}.${process.pid}`
  const handle = await open(draft, 'w', 0o600)
  await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`)
  await handle.sync()
  await handle.close()
  await rename(draft, file)
  return secrets
}

/** The secrets, or null before first use. */
export async function readSecrets(file: string): Promise<Secrets | null> {
  try {
    return parseSecrets(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

function parseSecrets(text: string, file: string): Secrets {
  const found: unknown = parseJson(text)
  const take = (name: keyof Secrets): string => {
    const value: unknown = found && typeof found === 'object' ? Reflect.get(found, name) : undefined
    if (typeof value === 'string' && value) return value
    throw new Refusal(
      `${file} does not hold ${name}: restore the file, or delete the whole directory to begin anew (what is stored is then lost).`,
    )
  }
  return {
    NEXTAUTH_SECRET: take('NEXTAUTH_SECRET'),
    TOKEN_ENCRYPTION_KEYS: take('TOKEN_ENCRYPTION_KEYS'),
    POSTGRES_PASSWORD: take('POSTGRES_PASSWORD'),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
