import { randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import { dataFiles } from '#scripts/command/data-directory'
import { withLock } from '#scripts/command/lock'
import { errorCode, Refusal } from '#server/refusal'

const text = z.string().min(1)
const secretsFile = z.object({ NEXTAUTH_SECRET: text, TOKEN_ENCRYPTION_KEYS: text, POSTGRES_PASSWORD: text })
export type Secrets = z.output<typeof secretsFile>

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
  const read = secretsFile.safeParse(parseJson(text))
  if (read.success) return read.data
  const missing = read.error.issues[0]?.path[0] ?? 'the secrets'
  throw new Refusal(
    `${file} does not hold ${String(missing)}: restore the file, or delete the whole directory to begin again (what is stored is then lost).`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
