import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { readReceipt } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

const fail = (failure: object) => harness.bench.command('failures', { times: 0, ...failure })
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length
const stepsOf = async () => readReceipt((await harness.row(row.id)).disconnectSteps)

const ANSWERS = {
  honest: null,
  'promised, not kept': { kind: 'ignore' },
  401: { kind: 'status', status: 401 },
  503: { kind: 'status', status: 503 },
  'lost after it was done': { kind: 'lose_answer' },
  'a page': { kind: 'html' },
} as const
type Answer = keyof typeof ANSWERS
const NAMES = Object.keys(ANSWERS) as Answer[]

/** From which request for the membership on the API refuses everybody: the first is asked before the end, the second after. */
const SHUT = { never: null, 'from the start': 0, 'after the first answer': 1 } as const
const GATES = Object.keys(SHUT) as Array<keyof typeof SHUT>

const ORDERS = GATES.flatMap((shut) => NAMES.flatMap((withdraw) => NAMES.map((revoke) => ({ shut, withdraw, revoke }))))

async function play({ shut, withdraw, revoke }: (typeof ORDERS)[number]): Promise<void> {
  const open = SHUT[shut]
  if (open) await fail({ target: 'membership', kind: 'delay', ms: 0, times: open })
  if (open !== null) await fail({ target: 'membership', kind: 'status', status: 401 })
  const [consents, revocation] = [ANSWERS[withdraw], ANSWERS[revoke]]
  if (consents) await fail({ target: 'consents', ...consents })
  if (revocation) await fail({ target: 'revoke', ...revocation })
}

describe('the proof of an end', () => {
  it.each(ORDERS)('is true, API shut $shut, withdrawal $withdraw, revocation $revoke', async (order) => {
    await play(order)
    const result = await disconnect(row.id)
    const isOver = (await live()) === 0
    expect(result.ok, 'said to be over exactly when it is').toBe(isOver)
    expect(await db().connection.findUnique({ where: { id: row.id } })).toMatchObject(
      isOver
        ? { status: 'disconnected', refreshTokenSealed: null }
        : { status: 'disconnecting', refreshTokenSealed: expect.any(String) },
    )
    await harness.bench.command('reset', {})
    expect(await disconnect(row.id), 'finished once Qonto behaves').toMatchObject({ ok: true })
    expect(await live()).toBe(0)
    expect((await stepsOf()).at(-1)).toMatchObject({ step: 'erase', outcome: 'done' })
  })
})
