import { type Entry, record } from '#e2e/trace/record'
import { accessToken } from '#lib/access/access-token'
import { cookieName } from '#lib/auth/session/cookies'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { newSecret } from '#lib/ids'
import { loadConnection } from '#lib/loaders/connection/load-connection'
import { readWish } from '#lib/loaders/list/list-wish'
import { loadConnections } from '#lib/loaders/list/load-connections'
import type { Harness } from '#lib/testing/harness'
import { newBrowser } from '#lib/testing/requests'
import { browser as pageBrowser } from './next-stand-in.ts'

/** Each signs in for the first time: the second one is traced. */
const people = [{ person: 'Jonas', organization: 'Atelier Lumen' }, { person: 'Camille' }]

export type FlowName = 'callback' | 'refresh' | 'disconnect' | 'list page' | 'connection page'

/** The flows by name, each from its real entry, on a running PostgreSQL and simulator. */
export const FLOWS: Record<FlowName, (harness: Harness) => Promise<Entry[]>> = {
  async callback({ bench }) {
    const browser = newBrowser()
    const url = await browser.begin()
    const body = JSON.stringify({ url, ...people.shift() })
    const answer = await fetch(`${bench.url}/simulator/authorize`, { method: 'POST', body })
    const { location }: { location: string } = await answer.json()
    return record(async () => {
      const { error } = await browser.arrive(new URL(location))
      if (error !== null) throw new Error(`The sign-in ended with ${error}.`)
    })
  },

  async refresh(harness) {
    const row = await harness.connected()
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    return record(async () => mustSucceed(await accessToken(row.id)))
  },

  async disconnect(harness) {
    const row = await harness.connected()
    return record(async () => mustSucceed(await disconnect(row.id)))
  },

  'list page': (harness) => onPage(harness, () => loadConnections(readWish({}))),
  'connection page': (harness) => onPage(harness, ({ id }) => loadConnection(id)),
}

async function onPage(harness: Harness, load: (row: Connection) => Promise<unknown>): Promise<Entry[]> {
  const row = await harness.connected()
  const token = newSecret()
  await createSession(token, row.userId, null)
  pageBrowser.set(cookieName('sessionToken'), token)
  // The first view after a renewal opens the pair, to see whether the keys fit; every other one finds it known.
  await load(row)
  return record(() => load(row))
}

function mustSucceed(result: { ok: boolean; reason?: unknown }): void {
  if (!result.ok) throw new Error(`The flow ended with ${String(result.reason)}.`)
}
