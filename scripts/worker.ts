import { startJobs } from '#lib/jobs/start-jobs'
import { loadMetrics } from '#lib/loaders/installation/load-metrics'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { prepareEnvironment } from '#scripts/launch/prepare-environment'
import { migrateDatabase } from '#scripts/postgres/migrate-database'
import { serveMetrics } from '#server/answer/serve-metrics'
import { finishWork } from '#server/finish-work'
import { startTracing } from '#server/start-tracing'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run worker

Runs the background work alone: keep-alive, retries, gentle checks. \`npm start\` does it by itself; use this beside it to
take the work off the web processes (start those with MOORING_JOBS=off).

  --data DIR  the data directory of the embedded database
  --help      this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' } }, HELP)
  const settings = await prepareEnvironment(running, values.data)
  await migrateDatabase(settings.databaseUrl, running.signal)
  if (settings.isTraced) await running.undo.add('The traces', await startTracing())
  await running.undo.add('The metrics', await serveMetrics(settings, loadMetrics))
  const jobs = startJobs()
  await running.undo.add('The jobs', () => finishWork([jobs.stop()]))
  say('Working. Ctrl-C stops after what is under way.')
  await new Promise((resolve) => running.signal.addEventListener('abort', resolve))
  return 0
}, 0)
