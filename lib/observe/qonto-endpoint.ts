/** What of Qonto is asked, by the end of a path; whatever else is in an address may name somebody. */
const ENDPOINTS = [
  ['token', /\/oauth2\/token$/],
  ['revoke', /\/oauth2\/revoke$/],
  ['keys', /\/\.well-known\/jwks\.json$/],
  ['organization', /\/v2\/organization$/],
  ['membership', /\/v2\/membership$/],
  ['consents', /\/v2\/oauth2\/consents$/],
  ['webhooks', /\/v2\/webhook_subscriptions(?:\/[^/]*)?$/],
] as const
export type QontoEndpoint = (typeof ENDPOINTS)[number][0] | 'pass_through' | 'other'

export function qontoEndpoint(url: string): QontoEndpoint {
  const path = URL.parse(url)?.pathname ?? ''
  return ENDPOINTS.find(([, ending]) => ending.test(path))?.[0] ?? 'other'
}
