import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { GET } from '#app/api/health/route'
import { pool } from '#lib/db'
import { settings } from '#lib/env'
import { keyState } from '#lib/keys/key-check'
import { loadReadiness } from '#lib/loaders/installation/load-readiness'
import { restartWith } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'
import { listMigrations } from '#prisma/migration-list'

useHarness()
let known: string[]
beforeEach(async () => {
  known = await listMigrations()
})

describe('a process is ready', () => {
  it('when the database answers, has every migration of this version, and the keys open it', async () => {
    expect(known.length).toBeGreaterThan(30)
    expect(await loadReadiness(known)).toEqual([])
  })

  it('also beside a newer version, whose migrations only add', async () => {
    expect(await loadReadiness(known.slice(0, -1))).toEqual([])
  })
})

describe('a process is not ready', () => {
  it('while a migration of this version is missing, half done or taken back', async () => {
    expect(await loadReadiness([...known, '20990101000000_to_come'])).toEqual(['migrations_missing'])
    const last = known.at(-1)
    for (const state of ['finished_at = NULL', 'rolled_back_at = now()']) {
      await pool().query(`UPDATE _prisma_migrations SET ${state} WHERE migration_name = $1`, [last])
      expect(await loadReadiness(known), state).toEqual(['migrations_missing'])
      await pool().query(
        'UPDATE _prisma_migrations SET finished_at = now(), rolled_back_at = NULL WHERE migration_name = $1',
        [last],
      )
    }
    expect(await loadReadiness(known)).toEqual([])
  })

  it('on an empty database', async () => {
    await pool().query('ALTER TABLE _prisma_migrations RENAME TO elsewhere')
    expect(await loadReadiness(known)).toEqual(['migrations_missing'])
    await pool().query('ALTER TABLE elsewhere RENAME TO _prisma_migrations')
  })

  it('while the keys do not open what is stored', async () => {
    const keys = settings().encryptionKeys
    await keyState()
    await restartWith({ id: 'other', key: randomBytes(32) })
    expect(await loadReadiness(known)).toEqual(['keys_missing'])
    await restartWith(...keys)
    expect(await loadReadiness(known)).toEqual([])
  })

  it('while the database is away', async () => {
    const away = vi.spyOn(pool(), 'query').mockRejectedValue(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    expect(await loadReadiness(known)).toEqual(['database_unreachable'])
    away.mockRestore()
    expect(await loadReadiness(known)).toEqual([])
  })

  it('while the database hangs, and says so in time; it is alive all the same, or it would be restarted', async () => {
    const client = await pool().connect()
    await client.query('BEGIN; LOCK _prisma_migrations, canaries IN ACCESS EXCLUSIVE MODE')
    const began = performance.now()
    const readiness = loadReadiness(known).then((reasons) => ({ reasons, ms: performance.now() - began }))
    const [ready, health] = await Promise.all([readiness, GET()])
    await client.query('ROLLBACK')
    client.release()
    expect(ready.reasons).toEqual(['database_unreachable'])
    expect(ready.ms, 'before the limit of a statement, which is five seconds').toBeLessThan(4_500)
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { healthy: false, problems: ['database_unreachable'] },
    ])
  })
})
