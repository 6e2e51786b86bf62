import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { requestId } from '#lib/observe/request-context'
import { identifyRequest } from '#server/guard/identify-request'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** What the answer says, and what is known while it is made: beside it nothing of what was given is passed on. */
async function ask(given: string | null, trustedProxies: number) {
  const handler = identifyRequest(({ headers }, response) => {
    setImmediate(() => response.end(`${requestId()}${headers['x-request-id'] ?? ''}`))
  }, trustedProxies)
  const created = createServer(handler)
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(created.address() as AddressInfo).port}`
  const answer = await fetch(url, { headers: given === null ? {} : { 'X-Request-Id': given } })
  return { answered: answer.headers.get('x-request-id'), known: await answer.text() }
}
const OWN = /^[2-9A-Z]{4}-[2-9A-Z]{4}$/

describe('the id of a request', () => {
  it.each(['b3a1c0de-0000-4000-8000-5a5a5a5a5a5a', '0123456789abcdef0123456789abcdef'])(
    'is %s, as a trusted proxy says',
    async (id) => {
      expect(await ask(id, 1)).toEqual({ answered: id, known: id })
    },
  )

  it.each([
    ['nobody says one', null, 1],
    ['no proxy is trusted', 'b3a1c0de-0000-4000-8000-5a5a5a5a5a5a', 0],
    ['it would forge a line', 'a","level":50,"x":"', 1],
    ['it is short enough to be guessed', '1', 1],
    ['it is long', 'a'.repeat(65), 1],
  ])('is made here when %s', async (_, given, trusted) => {
    const { answered, known } = await ask(given, trusted)
    expect(answered).toMatch(OWN)
    expect(known).toBe(answered)
  })
})
