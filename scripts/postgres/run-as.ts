import { spawnSync } from 'node:child_process'
import { Refusal } from '#server/refusal'

interface User {
  uid: number
  gid: number
}

/** How a PostgreSQL program is started, because it refuses to run as root. */
export interface RunAs {
  /** Words before the program's own. */
  prefix: string[]
  options: User | Record<string, never>
  /** The user that must own its files; null when they are simply ours. */
  owner: User | null
}

const USERADD = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']

/** Chooses a user for PostgreSQL who can reach its program and its directory. */
export function chooseRunAs(program: string, directory: string): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, owner: null }
  const user = findUser('postgres')
  if (user && canReach(user, program, directory)) return { prefix: [], options: user, owner: user }
  const mapped = mapRoot(user ?? findUser('nobody'), program)
  if (mapped) return mapped
  if (!user) spawnSync('useradd', USERADD, { stdio: 'ignore' })
  const added = findUser('postgres')
  if (added && canReach(added, program, directory)) return { prefix: [], options: added, owner: added }
  throw new Refusal(
    `PostgreSQL does not run as root, and no other user can reach ${directory} and ${program}: start as an ordinary user, move the checkout out of the private directory, or set DATABASE_URL.`,
  )
}

function findUser(name: string): User | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout)
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

function canReach(user: User, program: string, directory: string): boolean {
  const words = ['-c', 'test -x "$1" && cd "$2"', 'sh', program, directory]
  return spawnSync('/bin/sh', words, { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}

/**
 * In a user namespace root can call itself another user and still reach its own files: the way out for a checkout below a
 * private home such as /root. Some containers forbid namespaces, so it is tried first.
 */
function mapRoot(user: User | null, program: string): RunAs | null {
  if (process.platform !== 'linux' || !user) return null
  const prefix = ['unshare', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--']
  const [command = '', ...words] = prefix
  const tried = spawnSync(command, [...words, program, '--version'], { stdio: 'ignore' })
  return tried.status === 0 ? { prefix, options: {}, owner: { uid: 0, gid: 0 } } : null
}
