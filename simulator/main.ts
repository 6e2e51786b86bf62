import { parseArgs } from 'node:util'
import { SIMULATOR_APP } from '#lib/env'
import { startSimulator } from '#simulator/start'

const HELP = `Runs the fake Qonto alone.

  npm run simulator [-- --port 4400 --memory]

  --port <number>   port on 127.0.0.1 (default 4400)
  --memory          forget everything at the end instead of keeping it in .data/simulator
  --help            this text

Open http://127.0.0.1:4400 for the control room. Ctrl-C stops it.
Exit codes: 0 stopped, 1 could not start, 2 wrong arguments.
`

interface Arguments {
  port: number
  memory: boolean
  help: boolean
}

function readArguments(): Arguments | null {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4400' },
        memory: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    return Number.isInteger(port) && port >= 0 && port < 65_536 ? { ...values, port } : null
  } catch {
    return null
  }
}

async function main(): Promise<void> {
  const wanted = readArguments()
  if (!wanted || wanted.help) {
    process[wanted ? 'stdout' : 'stderr'].write(HELP)
    process.exitCode = wanted ? 0 : 2
    return
  }
  const { clientId, clientSecret, stagingToken } = SIMULATOR_APP
  const dataDirectory = wanted.memory ? null : '.data/simulator'
  const simulator = await startSimulator({
    url: `http://127.0.0.1:${wanted.port}`,
    dataDirectory,
    clientId,
    clientSecret,
    stagingToken,
    // A dashboard that is started beside it registers its own.
    redirectUris: ['http://localhost:3000/api/auth/callback/qonto'],
  })
  process.stdout.write(`The fake Qonto runs at ${simulator.url} (control room). Ctrl-C stops it.\n`)
  const stop = () => void simulator.close().then(() => process.exit(0))
  process.once('SIGINT', stop).once('SIGTERM', stop)
}

main().catch((error: unknown) => {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  process.stderr.write(
    `${isTaken ? 'The port is taken: choose another one with --port.' : error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exitCode = 1
})
