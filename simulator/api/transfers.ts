import { randomUUID } from 'node:crypto'
import { type Answer, json } from '#simulator/answer'
import type { Caller } from '#simulator/api/api'
import { apiAnswer } from '#simulator/api/api-errors'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

/**
 * POST /v2/sepa/transfers: the first try is answered with 428, because the person must confirm it on the paired phone; with
 * the session of that answer it goes through. Known from observation only (qonto.md, section 6), and no money moves here.
 */
export async function createTransfer(_caller: Caller, _world: World, { raw }: Call): Promise<Answer> {
  const session = raw.headers['x-qonto-sca-session-token']
  if (typeof session === 'string' && /^[0-9a-f-]{36}$/.test(session))
    return apiAnswer(201, { transfer: { id: randomUUID(), status: 'pending' } })
  const error = { code: 'sca_required', detail: 'Strong customer authentication is required.' }
  return json(428, { errors: [error], sca_session_token: randomUUID() })
}
