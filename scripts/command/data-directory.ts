import { access, chmod, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CHECKOUT } from '#server/checkout'
import { errorCode } from '#server/refusal'

export const DEFAULT_DATA = join(CHECKOUT, '.data')

/** Makes the directory for everything that the launcher keeps, private to its user. */
export async function ensureDataDirectory(directory: string): Promise<void> {
  // PostgreSQL refuses to be root and then runs as another user, who must be able to pass through to its own directory.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  if (await makeDirectory(directory, mode)) await chmod(directory, mode)
  await access(directory, constants.W_OK | constants.X_OK)
}

/** True when it was not there. */
async function makeDirectory(directory: string, mode: number): Promise<boolean> {
  try {
    // Alone first, because Node's recursive form calls a read-only file system a missing directory.
    await mkdir(directory, { mode })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    if (errorCode(error) !== 'ENOENT') throw error
    return (await mkdir(directory, { recursive: true, mode })) !== undefined
  }
}

/** The files in it. */
export function dataFiles(directory: string) {
  return {
    secrets: join(directory, 'secrets.json'),
    postgres: join(directory, 'postgres'),
    /** How often the database was started, to notice when it is set back. */
    starts: join(directory, 'starts.json'),
    postgresLog: join(directory, 'postgres.log'),
    simulator: join(directory, 'simulator'),
    simulatorLock: join(directory, 'simulator.lock'),
    startLock: join(directory, 'start.lock'),
    ownerLock: join(directory, 'postgres-owner.lock'),
  }
}
