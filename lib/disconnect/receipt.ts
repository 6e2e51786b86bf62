import 'server-only'
import { z } from 'zod'
import { recordActivity } from '#lib/connection/activity'
import { DISCONNECT_STEPS, type DisconnectStepResult } from '#lib/connection/types'
import { db } from '#lib/db'

export type StepOutcome = Omit<DisconnectStepResult, 'at'>

/** What a step came to. */
export const outcome = (
  step: StepOutcome['step'],
  result: StepOutcome['outcome'],
  reason: string | null = null,
  traceId: string | null = null,
): StepOutcome => ({
  step,
  outcome: result,
  reason,
  traceId,
})

/** The receipt as it stands in the database: plain JSON. */
type StoredStep = Omit<DisconnectStepResult, 'at'> & { at: string }

/** The first step, which is done with the asking: from then on nobody is handed a token. */
export function stopped(requestedAt: Date): StoredStep[] {
  return [{ step: 'stop', outcome: 'done', reason: null, traceId: null, at: requestedAt.toISOString() }]
}

/** Collects the result of every step and writes each down at once: after a crash the page shows how far it came. */
export class DisconnectReceipt {
  private readonly steps: StoredStep[]
  private readonly connectionId: string

  constructor(connectionId: string, requestedAt: Date) {
    this.connectionId = connectionId
    this.steps = stopped(requestedAt)
  }

  /** All steps so far and one more. */
  with(outcome: StepOutcome): StoredStep[] {
    return [...this.steps, { ...outcome, at: new Date().toISOString() }]
  }

  async add(outcome: StepOutcome): Promise<void> {
    const steps = this.with(outcome)
    this.steps.splice(0, this.steps.length, ...steps)
    await db().connection.updateMany({
      where: { id: this.connectionId, status: 'disconnecting' },
      data: { disconnectSteps: steps },
    })
    const failed = outcome.outcome === 'failed' || outcome.outcome === 'unconfirmed'
    await recordActivity(db(), {
      event: 'disconnect_step',
      actor: 'system',
      outcome: failed ? 'failed' : 'done',
      connectionId: this.connectionId,
      code: outcome.reason,
      traceId: outcome.traceId,
      details: { step: outcome.step },
    })
  }
}

const storedSteps = z.array(
  z.object({
    step: z.enum(DISCONNECT_STEPS),
    outcome: z.enum(['done', 'skipped', 'failed', 'unconfirmed']),
    reason: z.string().nullable(),
    traceId: z.string().nullable(),
    at: z.coerce.date(),
  }),
)

/** Reads a stored receipt back. */
export function readReceipt(stored: unknown): DisconnectStepResult[] {
  return storedSteps.parse(stored)
}
