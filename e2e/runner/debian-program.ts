import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from '#scripts/command/child'
import { say } from '#server/terminal'

/**
 * A program of the system, installed from Debian where we may; null where it is not to be had.
 * @param names that it may have; @param paths to look at first
 */
export async function debianProgram(
  names: string[],
  { debian, paths = [] }: { debian: string; paths?: string[] },
): Promise<string | null> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  const candidates = [...paths, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))]
  const find = () => candidates.find((path) => path !== '' && existsSync(path)) ?? null
  const found = find()
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found
  say(`No ${names[0]} found: installing Debian's ${debian} ...`)
  await runProgram('apt-get', ['update'])
  await runProgram('apt-get', ['install', '-y', debian], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  return find()
}
