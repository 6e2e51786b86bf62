import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { answerApi } from '#lib/api/answer-api'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { makeKey } from '#lib/api-keys/make-key'
import { CLIENT_HEADER } from '#lib/client-address'
import { personOf } from '#lib/connection/principal'
import { db, pool } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { openToken } from '#lib/keys/sealed-store'
import { loadMetrics } from '#lib/loaders/installation/load-metrics'
import { metrics } from '#lib/observe/metrics'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  metrics().registry.resetMetrics()
})

const value = async (sample: string) => {
  const line = (await loadMetrics()).split('\n').find((one) => one.startsWith(`${sample} `))
  return line === undefined ? null : Number(line.split(' ').at(-1))
}
const expire = () => db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })

describe('the metrics', () => {
  it('count a refresh by cause and outcome, and what Qonto took for it by endpoint', async () => {
    await expire()
    await accessToken(row.id)
    await expire()
    await harness.bench.command('failures', { target: 'refresh', kind: 'status', status: 503 })
    await accessToken(row.id)
    expect(await value('mooring_refreshes_total{cause="expiry",outcome="rotated"}')).toBe(1)
    expect(await value('mooring_refreshes_total{cause="expiry",outcome="later"}')).toBe(1)
    await vi.waitFor(async () => expect(await value('mooring_connections{stand="new"}')).toBe(1))
    const seconds = 'mooring_qonto_request_duration_seconds'
    expect(await value(`${seconds}_count{endpoint="token",result="2xx"}`)).toBe(1)
    expect(await value(`${seconds}_count{endpoint="token",result="5xx"}`)).toBe(1)
    expect(await value(`${seconds}_bucket{le="+Inf",endpoint="token",result="2xx"}`)).toBe(1)
  })

  it('count calls by kind and class of status, and never say whose they were', async () => {
    const all = { mayMoveMoney: false, addresses: '', name: 'Cron', connections: null, lifetime: '90' }
    const made = await makeKey(personOf(row.userId), { ...all, permissions: [...PERMISSIONS] })
    if (!made.ok) throw new Error(made.reason)
    const call = (method: string, path: string) =>
      answerApi(
        new Request(`http://localhost:3000/api/v1/connections/${row.id}${path}`, {
          method,
          headers: { authorization: `Bearer ${made.value.secret}`, [CLIENT_HEADER]: '203.0.113.9' },
        }),
      )
    await call('POST', '/token')
    await call('GET', '/qonto/v2/organization?secret=ory_at_x')
    await call('POST', '/nowhere')
    expect(await value('mooring_api_calls_total{kind="token",status="2xx"}')).toBe(1)
    expect(await value('mooring_api_calls_total{kind="pass_through",status="2xx"}')).toBe(1)
    expect(await value('mooring_api_calls_total{kind="other",status="4xx"}')).toBe(1)
    const text = await loadMetrics()
    const token = openToken(row, 'accessTokenSealed')
    const secrets = [row.id, row.userId, row.organizationId, made.value.secret, token.kind === 'open' && token.token]
    expect(secrets.filter((one) => one && text.includes(String(one)))).toEqual([])
    const values = [...text.matchAll(/(?<=[{,])(\w+)="([^"]*)"/g)].map(([, name, word]) => [name, word])
    const ours = values.filter(([name]) => !['version', 'node', 'le', 'quantile'].includes(String(name)))
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.filter(([, word]) => !/^[\w]{1,40}$/.test(String(word)))).toEqual([])
  })

  it('say how long the oldest due work has been due, and how everybody stands', async () => {
    const event = { id: newId(), userId: row.userId, type: 'account.joined', data: {} }
    const nextAttemptAt = new Date(Date.now() - 3_600_000)
    const delivery = { id: newId(), channel: 'mail', receiverId: newId(), nextAttemptAt }
    await db().event.create({ data: { ...event, deliveries: { create: delivery } } })
    expect(await value('mooring_queue_lag_seconds{queue="mail"}')).toBeCloseTo(3600, -1)
    expect(await value('mooring_queue_lag_seconds{queue="webhook"}')).toBe(0)
    expect(await value('mooring_database_up')).toBe(1)
    expect(await value('mooring_key_ring_ready')).toBe(1)
    expect(await value('mooring_fleet_brake')).toBe(0)
    expect(await value('mooring_database_pool_connections{state="waiting"}')).toBe(0)
  })

  it('say of a database that is away only that it is away', async () => {
    expect(await value('mooring_key_ring_ready')).toBe(1)
    const away = vi.spyOn(pool(), 'query').mockRejectedValue(new Error('ECONNREFUSED'))
    expect(await value('mooring_database_up')).toBe(0)
    expect(await value('mooring_key_ring_ready')).toBe(null)
    expect(await value('mooring_queue_lag_seconds{queue="mail"}')).toBe(null)
    away.mockRestore()
    expect(await value('mooring_key_ring_ready')).toBe(1)
  })
})
