import { logError } from '#simulator/log'
import { type Simulator, type SimulatorOptions, startSimulator } from '#simulator/start'

/** What the child tells its parent, once. */
export type ChildMessage = { url: string } | { error: string; code: string | null }

let running: Promise<Simulator> | null = null

process.once('message', (options: SimulatorOptions) => {
  running = startSimulator(options)
  running.then(
    ({ url }) => tell({ url }),
    (error: unknown) => {
      tell({ error: error instanceof Error ? error.message : String(error), code: codeOf(error) })
      process.exitCode = 1
      process.disconnect?.()
    },
  )
})

// The parent is gone or has said goodbye. Ctrl-C reaches the whole process group, so it must not end us before the parent has drained.
process.once('disconnect', () => void stop())
process.on('SIGINT', () => {})
process.once('SIGTERM', () => void stop())

async function stop(): Promise<void> {
  const simulator = await running?.catch(() => null)
  await simulator?.close().catch((error: unknown) => logError('close', error))
  process.exit()
}

function tell(message: ChildMessage): void {
  process.send?.(message)
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
