import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { accessToken } from '#lib/access/access-token'
import { PatientPool } from '#lib/database/pool'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { openToken } from '#lib/keys/sealed-store'
import { observed } from '#lib/observe/qonto-request'
import { useHarness } from '#lib/testing/use-harness'
import { createGuardedServer } from '#server/guard/create-guarded-server'
import { startTracing } from '#server/start-tracing'

const harness = useHarness()
const servers: Server[] = []
let received = ''
let collector = ''

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  collector = await listen(
    createServer(async (request, response) => {
      for await (const chunk of request) received += String(chunk)
      received += '\n'
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    }),
  )
})
afterAll(() => {
  Reflect.deleteProperty(process.env, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  Reflect.deleteProperty(globalThis, 'dashboardTracing')
  for (const server of servers) server.close()
})

const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string() })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              attributes: z.array(z.object({ key: z.string() })),
            }),
          ),
        }),
      ),
    }),
  ),
})

describe('traces', () => {
  it('have request, query and Qonto within each other, and nothing secret in any of them', async () => {
    const row = await harness.connected()
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector
    const stop = await startTracing()
    const pool = new PatientPool(settings().databaseUrl, 1)
    const url = await listen(
      createGuardedServer(
        async (_, response) => {
          await accessToken(row.id)
          await pool.query('SELECT $1::text AS told /* in-the-text */', ['in-the-parameter'])
          await pool.query('SELECT FROM broken_statement').catch(() => undefined)
          const client = await pool.connect()
          await client.query('SELECT FROM broken_statement').catch(() => undefined)
          client.release()
          const failing = async () => {
            await pool.query('SHOW /* in-the-text */ server_version')
            throw new Error('in-the-error')
          }
          await observed('keys', 'in-the-method', failing).catch(() => undefined)
          response.end()
        },
        { ...settings(), origin: 'http://localhost:3000', trustedProxies: 0 },
      ),
    )
    const headers = { authorization: 'Bearer in-the-header', cookie: 'session=in-the-cookie' }
    await (await fetch(`${url}/api/v1/in-the-path?code=in-the-query`, { headers })).text()
    await (await fetch(url, { method: 'PROPFIND' })).text()
    await pool.end()
    await stop()

    const sent = received
      .trim()
      .split('\n')
      .flatMap((text) => exported.parse(JSON.parse(text)).resourceSpans)
    const told = sent.flatMap(({ resource }) => resource.attributes.map(({ key }) => key))
    expect([...new Set(told)].sort()).toEqual(['service.name', 'service.version'])
    const spans = sent.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    const [door] = spans.filter(({ name }) => name === 'GET api')
    const inside = spans.filter(({ parentSpanId }) => parentSpanId === door?.spanId).map(({ name }) => name)
    expect(door).toBeDefined()
    expect(inside).toContain('qonto token')
    const keys = spans.find(({ name }) => name === 'qonto keys')
    expect(spans.find(({ name }) => name === 'query OTHER')?.parentSpanId).toBe(keys?.spanId)
    expect(spans.map(({ name }) => name)).toContain('_OTHER page')
    expect(inside.filter((name) => name === 'query SELECT').length).toBeGreaterThanOrEqual(2)
    expect([...new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)))].sort()).toEqual([
      'db.operation.name',
      'db.system.name',
      'error.type',
      'http.request.method',
      'http.response.status_code',
      'mooring.endpoint',
      'mooring.request_id',
    ])

    const after = await harness.row(row.id)
    const tokens = [row, after].flatMap((one) =>
      (['accessTokenSealed', 'refreshTokenSealed', 'idTokenSealed'] as const).map((column) => openToken(one, column)),
    )
    const secrets = tokens.flatMap((one) => (one.kind === 'open' ? [one.token] : []))
    expect(secrets.length).toBe(6)
    const { clientSecret, authSecret, databaseUrl } = settings()
    for (const secret of [
      ...secrets,
      clientSecret,
      authSecret,
      databaseUrl,
      row.id,
      row.userId,
      'in-the-',
      'broken_',
      'PROPFIND',
    ])
      expect(received).not.toContain(secret)
  })
})
