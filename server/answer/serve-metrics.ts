import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Settings } from '#lib/env'
import { answerMetrics } from '#server/answer/answer-metrics'
import { describePortProblem } from '#server/describe-port'
import { hostsFor, listenOptions } from '#server/ports'
import { errorCode, Refusal } from '#server/refusal'

/**
 * `/metrics` and nothing else, for the worker, which has no other server.
 * @returns ends it
 */
export async function serveMetrics(settings: Settings, load: () => Promise<string>): Promise<() => Promise<void>> {
  const { metricsToken, metricsPort, origin } = settings
  if (metricsToken === null || metricsPort === null) return async () => undefined
  const server = createServer(answerMetrics((_, response) => response.writeHead(404).end(), metricsToken, load))
  const [host = ''] = hostsFor(origin)
  server.listen(listenOptions(metricsPort, host))
  await once(server, 'listening').catch((error: Error) => {
    throw new Refusal(describePortProblem(metricsPort, errorCode(error) ?? error.message))
  })
  return async () => {
    server.close()
    server.closeAllConnections()
  }
}
