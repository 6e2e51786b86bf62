import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

/** What a server writes into its own directory: lines 1 pid, 4 port, 8 status (PostgreSQL, `miscadmin.h`). */
export interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

export function parsePostmaster(text: string): Postmaster | null {
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid < 2) return null
  return { pid, port: Number(lines[3]) || 0, ready: lines[7] === 'ready' }
}

/** The server that says it runs in this directory; it may be long dead. */
export async function readPostmaster(directory: string): Promise<Postmaster | null> {
  return parsePostmaster(await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => ''))
}

/** The server that does run in this directory. */
export async function findPostmaster(directory: string): Promise<Postmaster | null> {
  const found = await readPostmaster(directory)
  return found && (await isPostgresOf(found.pid, directory)) ? found : null
}

/** A live process with that number proves nothing: numbers are reused, so its command line must name our directory. */
export async function isPostgresOf(pid: number, directory: string): Promise<boolean> {
  const words = await readCommandLine(pid)
  return basename(words[0] ?? '') === 'postgres' && words.includes(directory)
}

async function readCommandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.split('\0')
  }
  const listed = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null)
  return listed?.stdout.trim().split(' ') ?? []
}
