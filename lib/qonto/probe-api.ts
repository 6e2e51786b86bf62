import 'server-only'
import { z } from 'zod'
import { boundedFetch, isStagingGate, isWebPage, WireError } from '#lib/http'
import { KeptFor } from '#lib/kept-for'
import type { QontoEndpoints } from '#lib/qonto/endpoints'

export type ApiProbe = 'answers' | 'unreachable' | 'html_answer' | 'web_page' | 'server_error' | 'invalid_answer'

/**
 * Asks the API host for something without a token. Qonto refuses that with 401 and JSON, which shows that host, staging
 * token and path are right. Each answer 401 is one of 200 an hour (Qonto, "Rate limits"), so a good one is remembered.
 */
export async function probeApi(qonto: QontoEndpoints): Promise<ApiProbe> {
  try {
    const response = await boundedFetch(`${qonto.apiUrl}/v2/organization`, {
      method: 'GET',
      headers: { Accept: 'application/json', ...qonto.headers },
    })
    if (isWebPage(response) || (response.status >= 300 && response.status < 400))
      return isStagingGate(response, qonto.headers) ? 'html_answer' : 'web_page'
    if (response.status >= 500) return 'server_error'
    // A gateway that refuses every request says 401 too, without Qonto's JSON.
    const json: unknown = await response.json().catch(() => null)
    return response.status === 401 && z.looseObject({}).safeParse(json).success ? 'answers' : 'invalid_answer'
  } catch (error) {
    if (error instanceof WireError) return 'unreachable'
    throw error
  }
}

const good = new KeptFor<ApiProbe>(10 * 60_000)

/** The same, at most once in ten minutes while it answers. */
export async function probeApiRarely(qonto: QontoEndpoints, now = Date.now()): Promise<ApiProbe> {
  const probe = good.recent(now) ?? (await probeApi(qonto))
  return probe === 'answers' && good.recent(now) === undefined ? good.keep(probe, now) : probe
}
