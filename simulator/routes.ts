import { type Answer, json } from '#simulator/answer'
import { apiCall, revokeConsents, showMembership, unknownPath, userinfo } from '#simulator/api/api'
import { showAttachment, uploadAttachment } from '#simulator/api/attachments'
import { listBankAccounts, showOrganization } from '#simulator/api/organization-answer'
import { listTransactions } from '#simulator/api/transactions'
import { createTransfer } from '#simulator/api/transfers'
import { listSubscriptions, subscribe, unsubscribe } from '#simulator/api/webhooks'
import { beginAuthorization, resumeAuthorization } from '#simulator/authorization/authorize'
import { interact } from '#simulator/authorization/interaction'
import { control } from '#simulator/control/control'
import type { Target } from '#simulator/failures/failure-schemas'
import { listMails, showMail, showMailHtml } from '#simulator/mail/show-mails'
import { revoke, token, tokenTarget } from '#simulator/oauth/token'
import { discovery, jwks } from '#simulator/oauth/well-known'
import { controlPage } from '#simulator/pages/control'
import { plainProblemPage } from '#simulator/pages/problems'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

export interface Route {
  /** `server` is behind the staging wall and the rate limits; `page` and `control` are for this computer. */
  kind: 'server' | 'page' | 'control'
  target: Target | null
  isApi: boolean
  handle: (world: World, call: Call) => Promise<Answer>
}

const SERVER: Readonly<Record<string, [Target, Route['handle']]>> = {
  'POST /oauth2/revoke': ['revoke', revoke],
  'GET /.well-known/jwks.json': ['jwks', async (world) => jwks(world)],
  'GET /.well-known/openid-configuration': ['discovery', async (world) => discovery(world)],
  'GET /userinfo': ['userinfo', userinfo],
  'POST /userinfo': ['userinfo', userinfo],
  'GET /v2/organization': ['organization', apiCall('organization.read', showOrganization)],
  'GET /v2/membership': ['membership', apiCall('membership.read', showMembership)],
  'GET /v2/bank_accounts': ['bank_accounts', apiCall('organization.read', listBankAccounts)],
  'GET /v2/transactions': ['api', apiCall('organization.read', listTransactions)],
  'GET /v2/attachments/:id': ['api', apiCall('organization.read', showAttachment)],
  'POST /v2/attachments': ['api', apiCall('attachment.write', uploadAttachment)],
  'POST /v2/sepa/transfers': ['api', apiCall('payment.write', createTransfer)],
  'POST /v2/webhook_subscriptions': ['webhook_subscriptions', apiCall('webhook', subscribe)],
  'GET /v2/webhook_subscriptions': ['webhook_subscriptions', apiCall('webhook', listSubscriptions)],
  'DELETE /v2/webhook_subscriptions/:id': ['webhook_subscriptions', apiCall('webhook', unsubscribe)],
  'DELETE /v2/oauth2/consents': ['consents', apiCall('organization.read', revokeConsents)],
}

export function findRoute(call: Call): Route {
  // The head of an answer is that of GET (RFC 9110, section 9.3.2), and Node leaves its body out.
  const key = `${call.method === 'HEAD' ? 'GET' : call.method} ${call.path}`
  if (key === 'POST /oauth2/token') return server(tokenTarget(call), token)
  const found = SERVER[key.replace(/^(DELETE \/v2\/webhook_subscriptions|GET \/v2\/attachments)\/[^/]+$/, '$1/:id')]
  if (found) return server(...found, call.path.startsWith('/v2/'))
  if (call.path.startsWith('/v2/')) return server('api', unknownPath, true)
  if (key === 'GET /oauth2/auth') return page(beginAuthorization, 'authorization')
  if (key === 'GET /') return page(async (world) => controlPage(world))
  if (key === 'GET /mails') return page(async (world) => listMails(world))
  if (/^GET \/mails\/[^/]+\/html$/.test(key)) return page(async (world, call) => showMailHtml(world, call))
  if (/^GET \/mails\/[^/]+$/.test(key)) return page(async (world, call) => showMail(world, call))
  if (key === 'GET /simulator/health')
    return page(async ({ options }) => json(200, { simulator: 'qonto', clientId: options.clientId }))
  if (call.path.startsWith('/simulator/')) return { kind: 'control', target: null, isApi: false, handle: control }
  if (/^\/oauth2\/auth\/[^/]+$/.test(call.path)) return page(resumeAuthorization)
  if (call.path.startsWith('/interaction/')) return page(interact)
  return page(async () => plainProblemPage(404, 'Nothing here', 'The simulator knows no page at this address.'))
}

function server(target: Target, handle: Route['handle'], isApi = false): Route {
  return { kind: 'server', target, isApi, handle }
}

function page(handle: Route['handle'], target: Target | null = null): Route {
  return { kind: 'page', target, isApi: false, handle }
}
