import { resolve } from 'node:path'
import { parseSettings, type Settings } from '#lib/env'
import { DEFAULT_DATA } from '#scripts/command/data-directory'
import type { Running } from '#scripts/command/run-command'
import { fillSettings } from '#scripts/launch/fill-settings'
import { Refusal } from '#server/refusal'

/**
 * What a command beside the launcher needs: the settings in `process.env`, and a database that answers. An embedded
 * server that already runs is used and left alone; otherwise one runs until the command ends.
 */
export async function prepareEnvironment(running: Pick<Running, 'undo'>, data = DEFAULT_DATA): Promise<Settings> {
  const directory = resolve(data)
  const { secrets, embedded } = await fillSettings({ data: directory })
  if (embedded && secrets) {
    // Not in production, where it is not there (scripts/develop/assemble.ts).
    const { startEmbedded } = await import('#scripts/postgres/start-embedded')
    await startEmbedded(running, directory, secrets)
  }
  const settings = parseSettings(process.env)
  if (!settings.ok) throw new Refusal('The settings changed while they were read.')
  return settings.value
}
