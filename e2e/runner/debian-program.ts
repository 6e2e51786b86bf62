import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from '#scripts/command/child'
import { say } from '#server/terminal'

/** A program of the system, installed from Debian where we may; null where it is not to be had, with the reason printed. */
export async function debianProgram(name: string, debianPackage = name): Promise<string | null> {
  const found = findProgram(name)
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`No ${name} found: installing Debian's ${debianPackage} ...`)
    await runProgram('apt-get', ['update'])
    await runProgram('apt-get', ['install', '-y', debianPackage], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  }
  const installed = findProgram(name)
  if (!installed) say(`Skipped: ${name} is not installed. Its Debian package is ${debianPackage}.`)
  return installed
}

function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}
