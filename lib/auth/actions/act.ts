import 'server-only'
import { checkOnRequest } from '#lib/access/check-on-request'
import type { ActionOutcome } from '#lib/connection/action-outcome'
import type { Asker } from '#lib/connection/activity'
import { acceptLimits, takeBackLimits } from '#lib/connection/changes/accept-limits'
import { pause, resume } from '#lib/connection/changes/pause'
import { isUnreachable } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'
import { ok, type Result } from '#lib/result'
import { subscribeWebhook } from '#lib/withdrawal/subscribe'

type Act<Reason extends string> = (row: Connection, asker?: Asker) => Promise<ActionOutcome<Reason>>

/** What may be done with a connection, each with an answer for the page. Asked for by a person, unless it says by which key. */
export const actOnConnection = {
  check: outcomeOf(checkOnRequest),
  // Not limited: its own lease lets one run at a time, and a person who wants to disconnect is never told to wait.
  disconnect: outcomeOf((row, asker) => disconnect(row.id, asker)),
  pause: outcomeOf(async (row, asker) => ok(await pause(row, asker))),
  resume: outcomeOf(async (row, asker) => ok(await resume(row, asker))),
  subscribe: outcomeOf((row) => subscribeWebhook(row)),
  accept: (row: Connection, seen: unknown[]) => outcomeOf(async () => ok(await acceptLimits(row, seen)))(row),
  takeBack: outcomeOf(async (row) => ok(await takeBackLimits(row))),
}

function outcomeOf<Reason extends string = never>(
  act: (row: Connection, asker: Asker) => Promise<Result<unknown, Reason>>,
): Act<Reason | 'unavailable' | 'other'> {
  return async (row, asker = 'person') => {
    try {
      const result = await act(row, asker)
      return !result.ok ? { status: 'failed', reason: result.reason } : { status: 'done', at: new Date().toISOString() }
    } catch (error) {
      log.error('action_failed', { connectionId: row.id, cause: nameOf(error) })
      // The answer names who is away: what is said of Qonto must be true of Qonto.
      return { status: 'failed', reason: isUnreachable(error) ? 'unavailable' : 'other' }
    }
  }
}
