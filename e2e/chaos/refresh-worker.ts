import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { accessToken } from '#lib/access/access-token'
import { check } from '#lib/access/check'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { type Jobs, startJobs } from '#lib/jobs/start-jobs'
import { keyState } from '#lib/keys/key-check'
import { sealTokens } from '#lib/keys/sealed-store'
import { lookForTransitions } from '#lib/told/look-for-transitions'
import { sendDue } from '#lib/told/send-due'
import { finishWork } from '#server/finish-work'
import { decode, type Tokens } from '#simulator/testing'
import { deleteNow, disconnectNow, doDue, reconsent, revokeAllQueued, sweepNow } from './acts.ts'
import { keepRotating, stopRotating } from './keep-rotating.ts'

/** The dashboard's own code in a process of its own. Started by `crew.ts`; answers commands over IPC. */

const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
const RealDate = Date
const realNow = Date.now
let jobs: Jobs | undefined

const commands = {
  ready: () => keyState(),

  /** Stores a consent as `connect` would, for a person of its own: the simulator has fewer people than we need rows. */
  async adopt({ access_token, refresh_token, id_token, scope, expires_in }: Tokens): Promise<string> {
    const [id, userId] = [newId(), newId()]
    const { iss, sub } = decode(id_token).claims
    const owner = { id, issuer: String(iss), subject: String(sub) }
    const [clock] = await db().$queryRaw<Array<{ now: Date }>>`SELECT now()`
    const now = clock?.now ?? new Date()
    const scopes = scope.split(' ')
    await db().user.create({ data: { id: userId } })
    await db().connection.create({
      data: {
        ...owner,
        ...sealTokens(owner, { accessToken: access_token, refreshToken: refresh_token, idToken: id_token }),
        ...{ userId, environment: 'simulator', clientId: settings().clientId, generation: 1n },
        ...{ requestedScopes: scopes, grantedScopes: scopes, grantedAt: now, provenAt: now, refreshIssuedAt: now },
        accessExpiresAt: new Date(now.getTime() + expires_in * 1000),
      },
    })
    return id
  },

  /** Many callers that ask at the same moment; how many got an answer, and which ones there were. */
  async storm(id: string, callers: number, at: number) {
    await wait(Math.max(0, at - Date.now() - 20))
    while (Date.now() < at);
    const ask = async () => {
      const result = await accessToken(id)
      return result.ok ? fingerprint(result.value.token) : result.reason
    }
    const answers = await Promise.all(Array.from({ length: callers }, ask))
    return { answered: answers.length, got: [...new Set(answers)] }
  },

  /** The token itself, for the parent to try at Qonto: everything here is invented. */
  token: (id: string, options: Parameters<typeof accessToken>[1] = {}) => accessToken(id, options),

  async check(id: string) {
    return check(await db().connection.findUniqueOrThrow({ where: { id } }), 'system')
  },

  async verdict(id: string) {
    const { state: name, reason } = state(
      factsOf(await db().connection.findUniqueOrThrow({ where: { id } })),
      new Date(),
    )
    return `${name}: ${reason}`
  },

  /** The sweeper and the queue, as `npm start` runs them. */
  startJobs() {
    jobs ??= startJobs()
  },

  /** Moves the clock of this process, for both ways to ask: `Date.now()` and `new Date()`. */
  moveClock(offsetMs: number) {
    RealDate.now = offsetMs === 0 ? realNow : () => realNow() + offsetMs
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, args) => (args.length === 0 ? new date(date.now()) : Reflect.construct(date, args)),
    })
  },

  /** Looks for something to tell, and tells it, until it is killed. The database may be away meanwhile. */
  keepTelling() {
    for (const work of [() => lookForTransitions(), () => sendDue()])
      void (async () => {
        for (;;) {
          await work().catch(() => undefined)
          await wait(20)
        }
      })()
  },

  keepRotating,
  stopRotating,
  ...{ reconsent, disconnectNow, deleteNow, sweepNow, doDue, revokeAllQueued },
}

export type Commands = typeof commands
export type Reply = { id: number; value: unknown } | { id: number; error: string }

process.on('message', async ({ id, name, args }: { id: number; name: keyof Commands; args: never[] }) => {
  try {
    const value: unknown = await Reflect.apply(commands[name], undefined, args)
    answer({ id, value })
  } catch (error) {
    answer({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})

/** Whoever asked may have gone, and what they asked for goes on all the same. */
function answer(reply: Reply): void {
  if (process.connected) process.send?.(reply, () => {})
}

// Ctrl-C reaches the whole process group; the parent says goodbye when it is our turn.
process.on('SIGINT', () => {})
process.once('SIGTERM', async () => {
  await finishWork([jobs?.stop() ?? Promise.resolve()])
  process.exit()
})
process.once('disconnect', async () => {
  await Promise.race([jobs?.stop(), wait(5_000)])
  process.exit()
})
