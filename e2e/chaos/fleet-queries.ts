import pg from 'pg'
import { db } from '#lib/db'

const WARM_UP = 50

/** How long one query takes, and how PostgreSQL goes about it. */
export interface Timed {
  name: string
  /** Milliseconds, one per repetition. */
  times: number[]
  /** The lines of EXPLAIN that say where the rows come from. */
  scans: string[]
}

/** The queries whose time must not grow with the fleet, word for word as the dashboard makes them. */
const QUERIES: Record<string, (userId: string) => Promise<unknown>> = {
  // lib/jobs/do-due-work.ts
  'finding due work': () =>
    db().connection.findMany({
      where: { environment: 'simulator', dueAt: { lte: new Date() } },
      orderBy: { dueAt: 'asc' },
      take: 10,
    }),

  // lib/jobs/sweep-attempts.ts
  'finding abandoned attempts': () => db().$queryRaw`
    SELECT id FROM connections
     WHERE attempt_at IS NOT NULL AND status IN ('active', 'frozen')
       AND environment::text = ${'simulator'} AND (lease_until IS NULL OR lease_until < now())
       AND (next_attempt_at IS NULL OR next_attempt_at <= now())
     ORDER BY attempt_at LIMIT ${20}`,

  // lib/loaders/connection/load-connections.ts
  'opening /connections': (userId) =>
    db().user.findUnique({
      where: { id: userId },
      relationLoadStrategy: 'join',
      select: {
        connections: { where: { environment: 'simulator' }, orderBy: { createdAt: 'asc' } },
        transactions: {
          where: { consumedAt: null, begunAt: { gt: new Date(Date.now() - 600_000) } },
          orderBy: { begunAt: 'desc' },
          take: 1,
          select: { begunAt: true },
        },
      },
    }),
}

export async function fleetQueries(userId: string, repetitions: number): Promise<Timed[]> {
  const timed: Timed[] = []
  for (const [name, query] of Object.entries(QUERIES)) {
    const times: number[] = []
    for (let round = -WARM_UP; round < repetitions; round += 1) {
      const began = performance.now()
      await query(userId)
      if (round >= 0) times.push(performance.now() - began)
    }
    timed.push({ name, times, scans: await explain(() => query(userId)) })
  }
  return timed
}

/** Explains exactly what reaches the driver, with its values. */
async function explain(query: () => Promise<unknown>): Promise<string[]> {
  const sent: Array<{ text: string; values: unknown[] }> = []
  const original = pg.Client.prototype.query
  pg.Client.prototype.query = function spy(this: pg.Client, ...words: never[]) {
    const [first] = words as unknown as [{ text?: string; values?: unknown[] }]
    if (first?.text?.includes('connections')) sent.push({ text: first.text, values: first.values ?? [] })
    return Reflect.apply(original, this, words)
  } as never
  try {
    await query()
  } finally {
    pg.Client.prototype.query = original
  }
  const [{ text, values } = { text: '', values: [] }] = sent
  const plan = await db().$queryRawUnsafe<Array<Record<string, string>>>(`EXPLAIN ${text}`, ...values)
  return plan.map((row) => (row['QUERY PLAN'] ?? '').trim().replace(/^->\s+/, '')).filter((line) => /Scan/.test(line))
}
