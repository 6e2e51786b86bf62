/**
 * Next calls this once when the server starts. The API is built here and answered by the server (server/answer/answer-calls.ts), and so
 * is whether this process can serve (server/answer/answer-ready.ts).
 * The jobs run in this process. Whoever starts the server starts them once it answers, and stops them first.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || !process.env.DATABASE_URL) return
  const { answerApi } = await import('#lib/api/answer-api')
  const { loadReadiness } = await import('#lib/loaders/installation/load-readiness')
  const { loadMetrics } = await import('#lib/loaders/installation/load-metrics')
  Object.assign(globalThis, { dashboardApi: answerApi, dashboardReady: loadReadiness, dashboardMetrics: loadMetrics })
  const { settings } = await import('#lib/env')
  if (!settings().jobs) return
  let running: Promise<{ stop(): Promise<void> }> | undefined
  const start = () => {
    running = import('#lib/jobs/start-jobs').then(({ startJobs }) => startJobs())
  }
  // How the launcher, which shares this process but none of its modules, reaches them (server/serve.ts).
  Object.assign(globalThis, { dashboardJobs: { start, stop: async () => (await running)?.stop() } })
}
