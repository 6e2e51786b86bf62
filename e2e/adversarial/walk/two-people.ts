import { randomUUID } from 'node:crypto'
import { callAction } from '#e2e/adversarial/server-actions'
import type { Database } from '#e2e/support/database'
import type { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'
import type { Simulator } from '#e2e/support/simulator'
import type { Ids } from './routes.ts'

/** Camille, who owns everything that can be owned, and Jonas, who is curious. */
export interface TwoPeople {
  camille: HttpClient
  jonas: HttpClient
  theirs: Ids
  own: Ids
  /** Ids of the same shape that belong to nobody. */
  nobodys: Ids
  /** Every stored row that has to do with Camille. */
  rowsOfCamille(): Promise<string>
  /** What only Camille may see. */
  secrets: string[]
}

async function makeKey(client: HttpClient, name: string): Promise<void> {
  const wish = { name, permission: 'tokens:read', reach: 'all', lifetime: '90', addresses: '' }
  await callAction(client, 'makeApiKey', wish, { page: '/api-keys' })
}

/** A webhook that nothing listens behind, and the delivery of a test. */
async function makeWebhook(client: HttpClient, name: string): Promise<void> {
  const wish = { url: 'http://127.0.0.1:1/', description: name, event: 'connection.paused', reach: 'all' }
  await callAction(client, 'makeWebhook', wish, { page: '/notifications' })
}

/** One of each kind that is handed on. */
async function makeLinks(client: HttpClient, name: string): Promise<void> {
  await callAction(client, 'makeStatusAddress', { name, connection: '', lifetime: '30' }, { page: '/notifications' })
  await callAction(client, 'makeCalendarAddress', { name }, { page: '/notifications' })
}

/** Not confirmed: the row is what counts here. */
async function addMail(client: HttpClient, address: string): Promise<void> {
  await callAction(client, 'addMailAddress', { address }, { page: '/notifications' })
}

/** A connection, an API key, a status link, a calendar, a mail address, a webhook with a delivery, two sessions, a queued revocation and an activity of Camille's, and a connection of Jonas's. */
export async function meet(newClient: () => HttpClient, simulator: Simulator, database: Database): Promise<TwoPeople> {
  const [camille, jonas] = [newClient(), newClient()]
  expectConnected(await newClient().signIn('Camille'))
  expectConnected(await camille.signIn('Camille'))
  const { id: connection, user_id: userId } = await database.onlyConnection()
  const trip = new URL(await camille.begin({ intent: 'reconnect', connection }))
  // The bank ignores the lock to one organisation, so that somebody else's grant comes back, and is refused and queued for revocation.
  trip.searchParams.delete('organization_id')
  await camille.arrive(await simulator.authorize(trip.href, 'Giulia'))
  const sessions = await database.sessionIds()
  await makeKey(camille, 'Key of Rousseau')
  await makeLinks(camille, 'Link of Rousseau')
  await makeWebhook(camille, 'Hook of Rousseau')
  expectConnected(await jonas.signIn('Jonas', { organization: 'Buchwerk Treuhand' }))
  await makeKey(jonas, 'Key of Jonas')
  await makeLinks(jonas, 'Link of Jonas')
  await makeWebhook(jonas, 'Hook of Jonas')
  const [key = '', ownKey = ''] = await database.apiKeyIds()
  const [link = '', ownLink = ''] = await database.linkIds('status')
  const [calendar = '', ownCalendar = ''] = await database.linkIds('calendar')
  await addMail(camille, 'rousseau@example.com')
  await addMail(jonas, 'jonas@example.com')
  const [mail = '', ownMail = ''] = await database.mailAddressIds()
  const [webhook = '', ownWebhook = ''] = await database.webhookIds()
  await callAction(camille, 'testWebhook', { webhook }, { page: '/notifications' })
  await callAction(jonas, 'testWebhook', { webhook: ownWebhook }, { page: '/notifications' })
  const [delivery = '', ownDelivery = ''] = await database.deliveryIds([webhook, ownWebhook])
  const ofJonas = (await database.connections()).find((row) => row.user_id !== userId)
  const theirs = { connection, session: sessions.at(-1) ?? '', key, link, calendar, mail, webhook, delivery }
  const session = (await database.sessionIds()).at(-1) ?? ''
  const others = { key: ownKey, link: ownLink, calendar: ownCalendar, mail: ownMail, webhook: ownWebhook }
  const own = { connection: ofJonas?.id ?? '', session, ...others, delivery: ownDelivery }
  await database.nothingToTell()
  const everything = [...Object.values(theirs), ...sessions, userId]
  return {
    camille,
    jonas,
    theirs,
    own,
    nobodys: {
      ...{ connection: randomUUID(), session: randomUUID(), key: randomUUID() },
      ...{ link: randomUUID(), calendar: randomUUID(), mail: randomUUID() },
      ...{ webhook: randomUUID(), delivery: randomUUID() },
    },
    async rowsOfCamille() {
      const lines = (await database.everythingAsText()).split('\n')
      return lines.filter((line) => everything.some((id) => line.includes(id))).join('\n')
    },
    // The ids themselves are asked for and may stand in an answer; what they lead to may not.
    secrets: [userId, 'Rousseau', 'rousseau@', 'camille@', 'Atelier Lumen', '000000000301', 'Officina'],
  }
}
