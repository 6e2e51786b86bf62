import { relative } from 'node:path'
import type { Settings } from '#lib/env'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'
import type { Running } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'
import { fillSettings } from '#scripts/launch/fill-settings'
import { generateClient } from '#scripts/launch/generate-client'
import { type Helper, keepAlive } from '#scripts/launch/keep-alive'
import { describeDatabase } from '#scripts/postgres/describe-database'
import { markStart } from '#scripts/postgres/mark-start'
import { migrateDatabase } from '#scripts/postgres/migrate-database'
import { startEmbedded } from '#scripts/postgres/start-embedded'
import { simulator } from '#scripts/simulator'
import { CHECKOUT } from '#server/checkout'
import { describePortProblem } from '#server/describe-port'
import { findPortProblem, hostsFor } from '#server/ports'
import { Refusal } from '#server/refusal'
import { serve } from '#server/serve'
import { align, complain, say } from '#server/terminal'

export interface LaunchOptions {
  dev: boolean
  port: number | undefined
  data: string
}

/** From nothing to a dashboard that serves, and on until it is stopped. Every step that begins something says how it ends. */
export async function launch(running: Running, { dev, port: asked, data }: LaunchOptions): Promise<number> {
  const { undo, signal } = running
  const { settings, secrets, embedded } = await fillSettings({ data, port: asked })
  warnOfUnknownScopes(settings)
  const hosts = hostsFor(settings.origin)
  await refuseTakenPort(settings.port, hosts)
  const helpers: Helper[] = []
  signal.throwIfAborted()

  if (embedded && secrets) helpers.push(await startEmbedded(running, data, secrets))
  if (settings.environment === 'simulator') helpers.push(await startSimulator(running, settings, data))
  signal.throwIfAborted()

  const databaseUrl = process.env.DATABASE_URL ?? ''
  await migrateDatabase(databaseUrl, signal)
  if (embedded) await noticeSetBack(data, databaseUrl)
  signal.throwIfAborted()

  if (dev) await generateClient(signal)
  else await keepBuild(running)
  signal.throwIfAborted()

  await refuseTakenPort(settings.port, hosts)
  const serving = await serve(settings, { dev, hosts })
  await undo.add('The dashboard', serving.close)
  signal.throwIfAborted()

  say(describePlaces(settings, databaseUrl, embedded ? data : null))
  return watch(running, helpers)
}

async function noticeSetBack(data: string, databaseUrl: string): Promise<void> {
  const started = await markStart(data, databaseUrl, process.env.MOORING_CLUSTER_FILE ?? '')
  if (started === 'set_back')
    complain('The database is older than its last start. If it was restored, say so: npm run declare-restore.')
}

function warnOfUnknownScopes({ scopes }: Settings): void {
  const unknown = scopes.filter((scope) => !SCOPE_CATALOGUE.has(scope))
  if (unknown.length > 0)
    complain(`QONTO_SCOPES names what Qonto's catalogue does not know: ${unknown.join(', ')}. Asked for all the same.`)
}

async function refuseTakenPort(port: number, hosts: string[]): Promise<void> {
  const problem = await findPortProblem(port, hosts)
  if (problem) throw new Refusal(describePortProblem(port, problem))
}

async function startSimulator({ undo }: Running, settings: Settings, data: string): Promise<Helper> {
  const fake = simulator(settings, data)
  await undo.add('The simulator', fake.stop)
  await fake.ensure()
  return { name: 'The simulator', ...fake }
}

async function keepBuild({ undo, signal }: Running): Promise<void> {
  const lock = await ensureBuild(signal)
  await undo.add('The build', () => lock.release())
}

async function watch({ signal, stop }: Running, helpers: Helper[]): Promise<number> {
  const watched = helpers.map(async (helper) => {
    if (!(await keepAlive(helper, signal))) stop(1)
  })
  await Promise.all([...watched, new Promise((resolve) => signal.addEventListener('abort', resolve))])
  return 0
}

function describePlaces(settings: Settings, databaseUrl: string, data: string | null): string {
  const { environment, oauthUrl } = settings
  const kept = data === null ? '' : ` (embedded, in ${relative(CHECKOUT, data) || data})`
  return align([
    ['Dashboard', settings.origin],
    environment === 'simulator'
      ? ['Simulator', `${oauthUrl} (fake Qonto, failure buttons)`]
      : ['Qonto', `${environment} (${oauthUrl})`],
    ['Database', `${describeDatabase(databaseUrl)}${kept}`],
  ])
}
