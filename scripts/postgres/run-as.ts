import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Refusal } from '#server/refusal'

/** How a PostgreSQL program is started, because it refuses to run as root. */
export interface RunAs {
  /** Words before the program's own. */
  prefix: string[]
  options: { uid: number; gid: number } | Record<string, never>
  /** Who must own its files; null when they are simply ours. */
  owner: { uid: number; gid: number } | null
}

const OURSELVES: RunAs = { prefix: [], options: {}, owner: null }

/** Chooses a user for PostgreSQL who can reach its program and its directory. */
export function chooseRunAs(program: string, directory: string): RunAs {
  if (process.getuid?.() !== 0) return OURSELVES
  const user = findUser('postgres')
  if (user && canReach(user, program, directory)) return { prefix: [], options: user, owner: user }
  const mapped = mapRoot(user ?? findUser('nobody'), program)
  if (mapped) return mapped
  const added = user ?? addUser()
  if (added && canReach(added, program, directory)) return { prefix: [], options: added, owner: added }
  throw new Refusal(
    `PostgreSQL does not run as root, and no other user can reach ${directory} and ${program}: start as an ordinary user, move the checkout out of the private directory, or set DATABASE_URL.`,
  )
}

interface User {
  uid: number
  gid: number
}

function findUser(name: string): User | null {
  const line = readPasswd().find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

function readPasswd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n')
  } catch {
    return []
  }
}

function canReach(user: User, program: string, directory: string): boolean {
  const script = 'test -x "$1" && cd "$2"'
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', program, directory], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  )
}

/**
 * In a user namespace root can call itself somebody else and still reach its own files: the way out for a checkout below
 * a private home such as /root. Some containers forbid namespaces, so it is tried first.
 */
function mapRoot(user: User | null, program: string): RunAs | null {
  if (process.platform !== 'linux' || !user) return null
  const prefix = ['unshare', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--']
  const [command = '', ...words] = prefix
  const tried = spawnSync(command, [...words, program, '--version'], { stdio: 'ignore' })
  return tried.status === 0 ? { prefix, options: {}, owner: { uid: 0, gid: 0 } } : null
}

function addUser(): User | null {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
    stdio: 'ignore',
  })
  return findUser('postgres')
}
