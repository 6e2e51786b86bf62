import { randomUUID } from 'node:crypto'
import { startPgBouncer } from '#e2e/runner/pgbouncer'
import { runSql } from '#scripts/postgres/database'
import { readText } from '../forms.ts'
import { DISCONNECT, Life } from './life.ts'
import { test as base, expect, sharedSettings } from './own-dashboard.ts'

// What hosts give for little money: a role with three connections, and PgBouncer in transaction mode as it comes.

const AWAY = 'We cannot reach our own database right now'

export const test = base.extend<object, { pooled: boolean }>({
  pooled: [false, { scope: 'worker', option: true }],
  settings: [
    async ({ pooled }, use) => {
      const url = new URL(sharedSettings().DATABASE_URL ?? '')
      const [shared, owner, role] = [url.href, url.username, `small_${randomUUID().slice(0, 8)}`]
      // It may do what the owner of the tables may, and no more than three times at once.
      await runSql(shared, `CREATE ROLE ${role} LOGIN PASSWORD 'small' CONNECTION LIMIT 3 IN ROLE ${owner}`)
      await runSql(shared, `ALTER ROLE ${role} SET role TO ${owner}`)
      Object.assign(url, { username: role, password: 'small' })
      const bouncer = pooled ? await startPgBouncer(url.href, 3) : null
      // With the jobs, whose queue needs connections too.
      await use(pooled && !bouncer ? undefined : { DATABASE_URL: bouncer?.url ?? url.href, MOORING_JOBS: 'on' })
      await bouncer?.close()
      await runSql(shared, `DROP ROLE ${role}`)
    },
    { scope: 'worker' },
  ],
})

/** The case, for a file that says with `test.use({ pooled })` what stands in front of the database. */
export function servesEverybody(title: string): void {
  test(title, async ({ settings, client, simulator, database, logs }) => {
    test.skip(settings === undefined, 'PgBouncer is not installed')
    await client.signIn('Camille')
    // The grant before is replaced, and the queue revokes it.
    await client.signIn('Camille')
    await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
    const { id } = await database.onlyConnection()
    const life = new Life({ client, simulator, database }, `/connections/${id}`)
    await life.accessRunsOut()
    expect(await life.checkNow()).toContain('Done. Qonto answered, and it works.')
    const pages = await Promise.all(Array.from({ length: 8 }, () => client.get(life.path)))
    for (const page of pages) {
      expect(page.status).toBe(200)
      const text = readText(await page.text())
      expect(text).toContain('The connection works.')
      expect(text).not.toContain(AWAY)
    }
    expect((await client.get('/api/health')).status).toBe(200)
    expect(await life.press(DISCONNECT)).toContain('Disconnected')
    expect(await simulator.live('refresh')).toEqual([])
    expect(logs.lines().filter(({ level }) => Number(level) >= 50)).toEqual([])
  })
}
