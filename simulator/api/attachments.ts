import { createHash } from 'node:crypto'
import type { Answer } from '#simulator/answer'
import type { Caller } from '#simulator/api/api'
import { apiAnswer, apiError } from '#simulator/api/api-errors'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

/** POST /v2/attachments: takes a file, keeps nothing of it, and says what has arrived. */
export async function uploadAttachment(_caller: Caller, _world: World, { body, raw }: Call): Promise<Answer> {
  if (!/^multipart\/form-data\b/.test(raw.headers['content-type'] ?? ''))
    return apiError(422, 'invalid', 'Send the file as multipart/form-data.')
  const digest = createHash('sha256').update(body).digest('hex')
  return apiAnswer(201, { attachment: { id: idOf(digest), file_size: String(body.length), sha256: digest } })
}

/** GET /v2/attachments/{id}: where a file lies. */
export async function showAttachment(_caller: Caller, world: World, { path }: Call): Promise<Answer> {
  const id = path.split('/').at(-1)
  return apiAnswer(200, {
    attachment: { id, file_name: 'invoice.pdf', file_content_type: 'application/pdf', url: `${world.options.url}/` },
  })
}

function idOf(digest: string): string {
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
}
