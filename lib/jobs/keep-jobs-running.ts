import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { type Jobs, startJobs } from '#lib/jobs/start-jobs'
import { log, nameOf } from '#lib/log'

/** How the launcher, which shares this process but none of its modules, reaches the jobs. */
const holder = globalThis as typeof globalThis & { dashboardJobs?: Jobs }

/** Starts the jobs, and tries again for as long as the database is away: pages must not wait for it. */
export function keepJobsRunning(): void {
  const stopped = new AbortController()
  let jobs: Jobs | undefined
  const starting = (async () => {
    while (!stopped.signal.aborted && !jobs) {
      jobs = await startJobs().catch((error: unknown) => {
        log.warn('jobs_not_started', { cause: nameOf(error) })
        return undefined
      })
      if (!jobs) await wait(5_000, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  })()
  holder.dashboardJobs = {
    stop: async () => {
      stopped.abort()
      await starting
      await jobs?.stop()
    },
  }
}
