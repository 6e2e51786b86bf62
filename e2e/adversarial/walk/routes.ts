import { readFileSync } from 'node:fs'

/** What a person owns that an address or a form can name. */
export interface Ids {
  connection: string
  session: string
  key: string
  webhook: string
  delivery: string
  link: string
  calendar: string
  mail: string
}

type Addresses = (theirs: Ids, own: Ids) => string[]
const tab =
  (name = ''): Addresses =>
  ({ connection }) => [`/connections/${connection}${name}`]

/** No route of the build: the server answers it (server/answer/answer-calls.ts). */
const API = '/api/v1'

/** Every route of the build, and the API, with the addresses at which somebody might look for what belongs to another person. */
export const ADDRESSES: Record<string, Addresses> = {
  '/': ({ connection, session }) => ['/', `/?connection=${connection}&session=${session}`],
  '/connections': ({ connection }) => ['/connections', `/connections?id=${connection}`],
  '/connections/export': ({ connection }) => [
    `/connections/export?picked=${connection}`,
    `/connections/export?q=${connection}`,
  ],
  '/connections/[id]': tab(),
  '/connections/[id]/activity': ({ connection, session }) => [
    `/connections/${connection}/activity`,
    `/connections/${connection}/activity?kind=authorisation&before=${session}&fold=no`,
  ],
  '/connections/[id]/activity/[format]': ({ connection }) => [
    `/connections/${connection}/activity/csv`,
    `/connections/${connection}/activity/json`,
  ],
  '/connections/[id]/identity': tab('/identity'),
  '/connections/[id]/permissions': tab('/permissions'),
  '/connections/[id]/receipt': tab('/receipt'),
  '/connections/[id]/receipt/json': tab('/receipt/json'),
  '/activity': ({ connection, session }) => ['/activity', `/activity?connection=${connection}&before=${session}`],
  '/activity/[format]': ({ connection }) => [`/activity/json?connection=${connection}`, '/activity/csv'],
  '/api-reference': ({ connection }) => ['/api-reference', `/api-reference?q=${connection}`],
  '/api-keys': ({ key }) => ['/api-keys', `/api-keys?key=${key}`],
  [API]: ({ connection, webhook }) => [
    '/api/v1/openapi.json',
    '/api/v1/me',
    '/api/v1/connections',
    `/api/v1/connections/${connection}`,
    `/api/v1/connections/${connection}/token`,
    `/api/v1/connections/${connection}/qonto/v2/organization`,
    '/api/v1/webhook-endpoints',
    `/api/v1/webhook-endpoints/${webhook}`,
  ],
  '/notifications': ({ link, webhook }) => ['/notifications', `/notifications?link=${link}&change=${webhook}`],
  // The id of a link is no secret, and opens nothing.
  '/status/[secret]': ({ link, connection }) => [`/status/${link}`, `/status/${connection}`],
  '/status/[secret]/json': ({ link }) => [`/status/${link}.json`, `/status/${link}/json`],
  '/calendar/[file]': ({ calendar }) => [`/calendar/${calendar}.ics`],
  // For whoever has a link; an id alone is none.
  '/mail/confirm/[secret]': ({ connection }) => [`/mail/confirm/${connection}`],
  '/mail/confirmed': () => ['/mail/confirmed'],
  '/mail/unsubscribe/[code]': ({ mail }) => [`/mail/unsubscribe/${mail}`, `/mail/unsubscribe/${mail}.x`],
  '/api/mail/unsubscribe/[code]': ({ mail }) => [`/api/mail/unsubscribe/${mail}`],
  '/sessions': ({ session }) => ['/sessions', `/sessions?session=${session}`],
  '/account': ({ session }) => ['/account', `/account?session=${session}`],
  '/account/join': ({ session }) => ['/account/join', `/account/join?session=${session}`],
  '/account/export': ({ connection }) => ['/account/export', `/account/export?connection=${connection}`],
  '/goodbye': ({ connection, session }) => ['/goodbye', `/goodbye?entry=${session}&endings=${connection}.${session}`],
  // Takes POST only.
  '/sign-out': () => ['/sign-out'],
  '/setup': () => ['/setup'],
  '/sign-in/error': ({ connection }) => [
    '/sign-in/error',
    `/sign-in/error?error=account_conflict&connection=${connection}`,
  ],
  '/api/auth/[...nextauth]': ({ session }) => [
    ...['csrf', 'providers', 'session', 'error', 'signin', 'signout', 'signin/qonto'].map(
      (name) => `/api/auth/${name}`,
    ),
    `/api/auth/session?id=${session}`,
  ],
  '/api/health': () => ['/api/health'],
  '/api/live': ({ connection, session }) => ['/api/live', `/api/live?connection=${connection}&session=${session}`],
  // Takes POST only; who may deliver is the matter of its own cases.
  '/api/qonto/webhooks': () => ['/api/qonto/webhooks'],
  '/icon.svg': () => ['/icon.svg'],
  '/favicon.ico': () => ['/favicon.ico'],
  '/_not-found': ({ connection }) => [`/nothing/${connection}`],
  '/_global-error': () => [],
}

/** What the build serves. */
export function routesOfBuild(): string[] {
  const manifest: Record<string, string> = JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8'))
  return [...Object.values(manifest), API]
}

/** The ways in which a browser with Next's router asks for a page. */
export const ASKED: Array<Record<string, string>> = [
  {},
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  { 'next-router-state-tree': encodeURIComponent('["",{"children":["connections",{}]},null,"refetch"]'), rsc: '1' },
]

/** The fields that each server action reads, filled with what is not one's own. */
export const FIELDS: Record<string, (theirs: Ids) => Record<string, string>> = {
  connectWithQonto: ({ connection }) => ({ intent: 'reconnect', connection, scope: 'bank_account.read' }),
  checkConnection: ({ connection }) => ({ connection }),
  pauseConnection: ({ connection }) => ({ connection }),
  resumeConnection: ({ connection }) => ({ connection }),
  subscribeConnection: ({ connection }) => ({ connection }),
  acceptMissing: ({ connection }) => ({ connection, scope: 'membership.read' }),
  takeBackAccepted: ({ connection }) => ({ connection }),
  writeOwnWords: ({ connection }) => ({ connection, labels: 'x', note: 'x' }),
  changePicked: ({ connection }) => ({ act: 'pause', picked: connection }),
  deleteConnection: ({ connection }) => ({ connection }),
  archiveAllEnded: ({ connection }) => ({ connection }),
  dismissPending: ({ connection }) => ({ connection }),
  choosePreferences: ({ session }) => ({ language: 'en', session }),
  disconnectConnection: ({ connection }) => ({ connection }),
  revealIdToken: ({ connection }) => ({ connection }),
  endSession: ({ session }) => ({ session }),
  endOtherSessions: ({ session }) => ({ session }),
  deleteAccount: ({ session }) => ({ session }),
  makeApiKey: ({ connection }) => ({
    name: 'x',
    permission: 'tokens:read',
    reach: 'chosen',
    connection,
    lifetime: '30',
  }),
  rollApiKey: ({ key }) => ({ key, overlap: '72' }),
  addMailAddress: ({ mail }) => ({ address: mail }),
  chooseMailKinds: ({ mail }) => ({ id: mail, kind: 'own' }),
  testMailAddress: ({ mail }) => ({ id: mail }),
  removeMailAddress: ({ mail }) => ({ id: mail }),
  confirmMailAddress: ({ mail }) => ({ link: mail }),
  stopMails: ({ mail }) => ({ link: `${mail}.x` }),
  revokeApiKey: ({ key }) => ({ key }),
  makeStatusAddress: ({ connection }) => ({ name: 'x', connection, lifetime: '30' }),
  makeCalendarAddress: ({ calendar }) => ({ name: '', link: calendar }),
  rollCalendarAddress: ({ calendar }) => ({ link: calendar }),
  revokeAddress: ({ link }) => ({ link }),
  makeWebhook: ({ connection }) => ({
    ...{ url: 'https://hooks.example/', event: 'connection.paused', reach: 'chosen' },
    connection,
  }),
  changeWebhook: ({ webhook }) => ({ webhook, description: 'x', event: 'connection.paused', reach: 'all' }),
  rollWebhook: ({ webhook }) => ({ webhook }),
  testWebhook: ({ webhook }) => ({ webhook }),
  sendWebhookAgain: ({ delivery }) => ({ delivery }),
  switchWebhook: ({ webhook }) => ({ webhook }),
  removeWebhook: ({ webhook }) => ({ webhook }),
}

/** Where a row of React's payload ends, alone or wrapped into the scripts of a page. */
const ROW_ENDS = /\\n|\n|self\.__next_f\.push\(\[1,"|"\]\)<\/script>/

/**
 * An answer without what differs between two answers to the same question: the ids that were asked for, nonces, times,
 * references, React's own id of the request, and the order in which its rows were ready.
 */
export function comparable(text: string, ids: Ids): string {
  return Object.entries(ids)
    .reduce((rest, [name, id]) => rest.replaceAll(id, `<${name}>`), text)
    .replace(/\b[0-9a-f]{32}\b/g, '<nonce>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/g, '<reference>')
    .replace(/"[\w-]{21}([vmh])"/g, '"<request>$1"')
    .replace(/"(now|in \d+ \w+|\d+ \w+ ago)"/g, '"<age>"')
    .replace(/"distance":-?\d+/g, '"distance":<ms>')
    .split(ROW_ENDS)
    .map((row) => row.replace(/^[0-9a-f]{1,3}:/, '').replace(/\$[LQ@]?[0-9a-f]{1,3}\b/g, '$<row>'))
    .filter((row) => !/^<script|^$/.test(row))
    .sort()
    .join('\n')
}
