import 'server-only'
import { checkOnRequest } from '#lib/access/check-on-request'
import type { ActionOutcome } from '#lib/connection/action-outcome'
import { pause, resume } from '#lib/connection/pause'
import { isUnreachable } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { log, nameOf } from '#lib/log'
import { ok, type Result } from '#lib/result'
import { subscribeWebhook } from '#lib/withdrawal/subscribe'

type Act<Reason extends string> = (row: Connection) => Promise<ActionOutcome<Reason>>

/** What a person may do with a connection, each with an answer for the page. */
export const actOnConnection = {
  check: outcomeOf(checkOnRequest),
  // Not limited: its own lease lets one run at a time, and a person who wants to disconnect is never told to wait.
  disconnect: outcomeOf((row) => disconnect(row.id)),
  pause: outcomeOf(async (row) => ok(await pause(row))),
  resume: outcomeOf(async (row) => ok(await resume(row))),
  subscribe: outcomeOf((row) => subscribeWebhook(row)),
}

function outcomeOf<Reason extends string = never>(
  act: (row: Connection) => Promise<Result<unknown, Reason>>,
): Act<Reason | 'unavailable' | 'other'> {
  return async (row) => {
    try {
      const result = await act(row)
      return !result.ok ? { status: 'failed', reason: result.reason } : { status: 'done', at: new Date().toISOString() }
    } catch (error) {
      log.error('action_failed', { connectionId: row.id, cause: nameOf(error) })
      // The answer names who is away: what is said of Qonto must be true of Qonto.
      return { status: 'failed', reason: isUnreachable(error) ? 'unavailable' : 'other' }
    }
  }
}
