import { resolve } from 'node:path'
import { parsePort, readArguments } from '#scripts/command/arguments'
import { DEFAULT_DATA } from '#scripts/command/data-directory'
import { runCommand } from '#scripts/command/run-command'
import { launch } from '#scripts/launch/launch'

const HELP = `
Usage: npm start [-- --port N]
       npm run dev [-- --port N]

Starts the dashboard and whatever of PostgreSQL and the fake Qonto is not configured, and stops them at Ctrl-C.
Settings come from the environment and from .env; README.md lists them.

  --port N      listen on this port instead of PORT or 3000
  --data DIR    keep the embedded database and the generated secrets there instead of in .data
  --dev         Next's development server (npm run dev)
  --help        this text

Exit code: 0 after Ctrl-C or SIGTERM, 1 when it could not start or keep running.
`

await runCommand(async (running) => {
  const options = { port: { type: 'string' }, data: { type: 'string' }, dev: { type: 'boolean' } } as const
  const { values } = readArguments(options, HELP)
  return launch(running, {
    dev: values.dev === true,
    port: values.port === undefined ? undefined : parsePort(values.port),
    data: resolve(values.data ?? DEFAULT_DATA),
  })
}, 0)
