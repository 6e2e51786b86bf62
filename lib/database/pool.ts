import { setTimeout as wait } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { SessionClient, verifySession } from '#lib/database/session-client'
import { traceQueries } from '#lib/database/trace-queries'
import { log } from '#lib/log'
import { isTraced } from '#lib/observe/trace'

const CONNECT_WITHIN_MS = 3_000
const STATEMENT_WITHIN_MS = 5_000
const TRY_AGAIN_AFTER_MS = 50
/** An idle connection may be what another process waits for; where connections are short it is given back at once. */
const IDLE_MS = 10_000
const IDLE_WHILE_SHORT_MS = 100
/** For how long the pool stays as small as the server made it. */
const SMALL_FOR_MS = 30_000

/** PostgreSQL has no connection left for this server, database or role. */
const FULL: ReadonlySet<unknown> = new Set(['53300', '53400'])

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: Error | boolean) => void,
) => void

/**
 * The connections of this process. When the server grants no more, as with `CONNECTION LIMIT` of a role or beside other
 * replicas, it goes on with those it has: who asks waits for one of them instead of failing.
 */
export class PatientPool extends Pool {
  readonly #size: number
  #growsAt = 0
  /** True once a connection was seen to lead to PostgreSQL without a pooler in between. */
  isDirect = false

  constructor(connectionString: string, size: number) {
    super({
      connectionString,
      max: size,
      Client: SessionClient,
      verify: (client, done) => {
        verifySession(client, STATEMENT_WITHIN_MS).then((isDirect) => {
          this.isDirect = isDirect
          done()
        }, done)
      },
      // A page must fail fast rather than hang: no waiting for a connection or a statement beyond what a person bears.
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      // For a server that hangs, or a network that swallows: a time limit of the server does not answer either.
      query_timeout: STATEMENT_WITHIN_MS + 1_000,
      idleTimeoutMillis: IDLE_MS,
      keepAlive: true,
    })
    this.#size = size
    if (isTraced()) this.on('connect', traceQueries)
  }

  override connect(): Promise<PoolClient>
  override connect(callback: Callback): void
  override connect(callback?: Callback): Promise<PoolClient> | undefined {
    const connected = this.#connect()
    if (!callback) return connected
    connected.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => undefined),
    )
    return undefined
  }

  async #connect(): Promise<PoolClient> {
    const giveUpAt = performance.now() + CONNECT_WITHIN_MS
    for (;;) {
      if (performance.now() > this.#growsAt)
        Object.assign(this.options, { max: this.#size, idleTimeoutMillis: IDLE_MS })
      try {
        return await super.connect()
      } catch (error) {
        if (!FULL.has((error as { code?: unknown }).code) || performance.now() > giveUpAt) throw error
        this.#shrink()
        await wait(TRY_AGAIN_AFTER_MS)
      }
    }
  }

  #shrink(): void {
    const size = Math.max(1, this.totalCount)
    if (this.options.max !== size) log.warn('database_connections_limited', { count: size })
    Object.assign(this.options, { max: size, idleTimeoutMillis: IDLE_WHILE_SHORT_MS })
    this.#growsAt = performance.now() + SMALL_FOR_MS
  }
}
