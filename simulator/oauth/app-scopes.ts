import { DEFAULT_APP_SCOPES } from '#simulator/oauth/scopes'
import type { World } from '#simulator/types'

/** The scopes that are enabled for the app, as an operator would tick them in Qonto's Developer Portal. */
export function appScopes({ failures }: World): ReadonlySet<string> {
  const narrowed = failures.active.map(({ failure }) => failure).findLast((failure) => failure.kind === 'app_scopes')
  return new Set(narrowed?.scopes ?? DEFAULT_APP_SCOPES)
}
