import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { answerMetrics } from '#server/answer/answer-metrics'

const TOKEN = 'kX3vQm9sTf0bR7yLw2Ze5Hc8Nd1Gj4Pa'
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(token: string | null, load = async () => 'mooring_build_info 1\n') {
  const created = createServer(answerMetrics((_, response) => response.writeHead(404).end('page'), token, load))
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(created.address() as AddressInfo).port}`
  return async (authorization: string | null, path = '/metrics') => {
    const answer = await fetch(url + path, { headers: authorization === null ? {} : { authorization } })
    const [type, kept, challenge] = ['content-type', 'cache-control', 'www-authenticate'].map((name) =>
      answer.headers.get(name),
    )
    return { status: answer.status, type, kept, challenge, text: await answer.text() }
  }
}

describe('/metrics', () => {
  it('is answered to whoever has the token', async () => {
    const ask = await serve(TOKEN)
    const type = 'text/plain; version=0.0.4; charset=utf-8'
    const answered = { status: 200, type, kept: 'no-store', text: 'mooring_build_info 1\n' }
    expect(await ask(`Bearer ${TOKEN}`)).toMatchObject(answered)
    expect(await ask(`Bearer ${TOKEN}`, '/metrics?x=1')).toMatchObject(answered)
  })

  it.each([
    ...[null, '', 'Bearer', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`],
    ...[`Bearer ${TOKEN.slice(0, -1)}`, `Bearer ${TOKEN.slice(0, -1)}b`, `Bearer ${TOKEN.toLowerCase()}`],
  ])('is refused to %s', async (authorization) => {
    const ask = await serve(TOKEN)
    expect(await ask(authorization)).toMatchObject({ status: 401, challenge: 'Bearer', text: '' })
  })

  it('is no page at all without a token in the settings, and no other page with one', async () => {
    const without = await serve(null)
    expect(await without(`Bearer ${TOKEN}`)).toMatchObject({ status: 404, text: 'page' })
    server?.close()
    const ask = await serve(TOKEN)
    expect(await ask(`Bearer ${TOKEN}`, '/metrics/more')).toMatchObject({ status: 404, text: 'page' })
  })

  it('says that it cannot say anything yet, and not why', async () => {
    const ask = await serve(TOKEN, async () => {
      throw new Error('postgresql://user:password@host')
    })
    expect(await ask(`Bearer ${TOKEN}`)).toMatchObject({ status: 503, text: '' })
  })
})
