import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readiness } from '#server/answer/answer-ready'

const MIGRATIONS = ['20260101000000_init']
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  Object.assign(globalThis, { dashboardReady: undefined })
})

async function serve() {
  const ready = readiness(MIGRATIONS)
  const created = createServer(ready.answer((_, response) => response.end('page')))
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(created.address() as AddressInfo).port}`
  const ask = async (path = '/api/ready') => {
    const answer = await fetch(url + path)
    return [answer.status, await answer.text()]
  }
  return { url, ask, turnAway: ready.turnAway }
}
const not = (...reasons: string[]) => [503, JSON.stringify({ ready: false, reasons })]
const YES = [200, '{"ready":true,"reasons":[]}']

describe('/api/ready', () => {
  it('says so while Next has not handed over what it asks', async () => {
    const { ask } = await serve()
    expect(await ask()).toEqual(not('starting'))
  })

  it('asks what Next has built about the migrations of this version, once a second however many ask', async () => {
    const dashboardReady = vi.fn(async (): Promise<string[]> => [])
    Object.assign(globalThis, { dashboardReady })
    const { ask } = await serve()
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000)
    expect(await Promise.all([ask(), ask('/api/ready?x=1')])).toEqual([YES, YES])
    expect(dashboardReady.mock.calls).toEqual([[MIGRATIONS]])
    now.mockReturnValue(11_000)
    dashboardReady.mockResolvedValue(['keys_missing'])
    expect(await ask()).toEqual(not('keys_missing'))
  })

  it.each(['database_unreachable', 'migrations_missing', 'keys_missing'])(
    'is 503 with the reason: %s',
    async (reason) => {
      Object.assign(globalThis, { dashboardReady: async () => [reason] })
      const { ask, url } = await serve()
      expect(await ask()).toEqual(not(reason))
      const head = await fetch(`${url}/api/ready`, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([503, ''])
    },
  )

  it('turns away at once when the process is about to stop, and everything else is still answered', async () => {
    Object.assign(globalThis, { dashboardReady: async () => [] })
    const { ask, turnAway, url } = await serve()
    expect(await ask()).toEqual(YES)
    expect((await fetch(url)).headers.get('connection')).toBe('keep-alive')
    turnAway()
    expect(await ask()).toEqual(not('draining'))
    expect((await fetch(url)).headers.get('connection'), 'no proxy keeps it open').toBe('close')
    for (const path of ['/', '/api/readyx', '/api/ready/', '/x?y=/api/ready'])
      expect(await ask(path)).toEqual([200, 'page'])
    const posted = await fetch(`${url}/api/ready`, { method: 'POST' })
    expect([posted.status, await posted.text()]).toEqual([200, 'page'])
  })
})
