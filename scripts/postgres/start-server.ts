import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { dataFiles } from '#scripts/command/data-directory'
import { findBinaries } from '#scripts/postgres/binaries'
import { initialise } from '#scripts/postgres/initialise'
import type { Postmaster } from '#scripts/postgres/postmaster'
import { chooseRunAs, type RunAs } from '#scripts/postgres/run-as'
import { spawnPostgres } from '#scripts/postgres/spawn'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'

const ATTEMPTS = 8

export interface ServerOptions {
  files: ReturnType<typeof dataFiles>
  password: string
  port: number
  durable: boolean
}

/** Starts a server in a directory where none runs, after making the cluster if there is none. */
export async function startServer({ files, password, port, durable }: ServerOptions): Promise<Postmaster> {
  const { postgres, initdb } = await findBinaries()
  const directory = files.postgres
  const runAs = chooseRunAs(postgres, join(directory, '..'))
  if (existsSync(join(directory, 'PG_VERSION'))) giveCluster(directory, runAs)
  else await initialise({ initdb, runAs, directory, password, durable })
  // Whoever wrote it is gone (the caller has looked): PostgreSQL itself would trip over a number that somebody else has by now.
  await rm(join(directory, 'postmaster.pid'), { force: true })
  const child = await tryRepeatedly(port, (chosen) =>
    spawnPostgres({ postgres, runAs, directory, port: chosen, logFile: files.postgresLog, durable }),
  )
  return { pid: child.server.pid ?? 0, port: child.port, ready: true }
}

/** Right after a `kill -9` the old server's workers may need a moment to notice; and a free port may be gone by now. */
async function tryRepeatedly<Server>(
  first: number,
  start: (port: number) => Promise<Server>,
): Promise<{ server: Server; port: number }> {
  let port = first
  for (let attempt = 1; ; attempt++) {
    try {
      return { server: await start(port), port }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const passing = /shared memory block|lock file|could not (bind|create any)|already in use/.test(reason)
      if (!passing || attempt === ATTEMPTS)
        throw new Refusal(`The embedded PostgreSQL does not start: ${reason.replace(/\.?$/, '.')}`)
      if (/bind|create any/.test(reason)) port = await findFreePort()
      await sleep(attempt * 100)
    }
  }
}

/** The cluster may have been made under another user, before PostgreSQL was installed here for example. */
function giveCluster(directory: string, { owner }: RunAs): void {
  if (!owner || statSync(directory).uid === owner.uid) return
  spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, directory], { stdio: 'ignore' })
}
