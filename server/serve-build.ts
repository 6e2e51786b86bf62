import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { describeProblems, parseSettings } from '#lib/env'
import { CHECKOUT } from '#server/checkout'
import { hostsFor } from '#server/ports'
import { readSecretFiles } from '#server/read-secret-files'
import { toRefusal } from '#server/refusal'
import { serve } from '#server/serve'
import { complain, say } from '#server/terminal'

const HELP = `
Usage: npm run serve
       node --disable-warning=DEP0169 server/main.ts

Serves a finished build, and nothing else: it starts no database, applies no migration and builds nothing. Before it:
npm run migrate && npm run build. Settings come from the environment alone, .env is not read; README.md lists them.

  --help  this text

Exit code: 0 after SIGTERM or Ctrl-C, 1 when it could not start.
`

/** The whole life of `npm run serve`, from its words to its exit code. */
export function serveBuild(): Promise<void> {
  return serveUntilStopped().catch((error: unknown) => {
    refuse(toRefusal(error)?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)))
    process.exit(1)
  })
}

async function serveUntilStopped(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } })
  if (values.help) return say(HELP.trim())
  const unread = readSecretFiles(process.env)
  if (unread.length > 0) return refuse(describeProblems(unread))
  const settings = parseSettings(process.env)
  if (!settings.ok) return refuse(describeProblems(settings.reason))
  if (!existsSync(join(CHECKOUT, '.next/BUILD_ID'))) return refuse('There is no build. Make one: npm run build.')
  const { origin, noticeMs } = settings.value
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  // Before anything begins: process 1 of a container does not even die of a signal that nobody listens to.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop())
  const serving = await serve(settings.value, { dev: false, hosts: hostsFor(origin) })
  say(`Dashboard  ${origin}`)
  await stopped
  // Whoever sends people here asks every few seconds, and what it sends until then must not meet a closed door.
  serving.turnAway()
  await sleep(noticeMs)
  await serving.close()
  process.exit(0)
}

function refuse(problem: string): void {
  complain(problem)
  process.exitCode = 1
}
