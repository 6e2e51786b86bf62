import { randomBytes } from 'node:crypto'
import { oldSigningKey } from '#simulator/id-token/signing-keys'
import { openFile } from '#simulator/store/keep-file'
import type { Consent, Saved, SigningKey, Subscription, TokenKind, TokenRecord } from '#simulator/store/store-types'

/** Qonto's grace: a used refresh token keeps working for 60 s after its first use. */
export const GRACE_MS = 60_000

export interface Store {
  tokens: Map<string, TokenRecord>
  consents: Map<string, Consent>
  subscriptions: Map<string, Subscription>
  /** The last one signs. */
  keys: SigningKey[]
  cookieSecret: string
  /** Registered for the app. */
  redirectUris: string[]
  save(): Promise<void>
}

export async function openStore(directory: string | null): Promise<Store> {
  const file = openFile(directory)
  const saved = withoutOld(await file.read())
  const store: Store = {
    tokens: new Map((saved?.tokens ?? []).map((token) => [token.value, token])),
    consents: new Map((saved?.consents ?? []).map((consent) => [consent.grantId, consent])),
    subscriptions: new Map((saved?.subscriptions ?? []).map((subscription) => [subscription.id, subscription])),
    keys: saved?.keys ?? [await oldSigningKey()],
    cookieSecret: saved?.cookieSecret ?? randomBytes(32).toString('base64url'),
    redirectUris: saved?.redirectUris ?? [],
    save: () => file.write(() => snapshot(store)),
  }
  await store.save()
  return store
}

/** What an operator does in the Developer Portal, under the settings of the app. */
export async function registerRedirectUris(store: Store, uris: string[]): Promise<void> {
  store.redirectUris = [...new Set([...store.redirectUris, ...uris])]
  await store.save()
}

/** What expired more than a week ago proves nothing any more; without this the file would only ever grow. */
function withoutOld(saved: Saved | null): Saved | null {
  if (saved === null) return null
  const tokens = saved.tokens.filter(({ expiresAt }) => expiresAt > Date.now() - 7 * 86_400_000)
  const inUse = new Set(tokens.map(({ grantId }) => grantId))
  return { ...saved, tokens, consents: saved.consents.filter(({ grantId }) => inUse.has(grantId)) }
}

function snapshot({ tokens, consents, subscriptions, keys, cookieSecret, redirectUris }: Store): Saved {
  const kept = { tokens: [...tokens.values()], consents: [...consents.values()] }
  return { version: 1, keys, cookieSecret, redirectUris, ...kept, subscriptions: [...subscriptions.values()] }
}

/** True while Qonto would still accept it. */
export function isLive(token: TokenRecord): boolean {
  if (token.revokedAt !== null || token.expiresAt <= Date.now()) return false
  if (token.kind === 'access' || token.firstUsedAt === null) return true
  return token.kind === 'refresh' && Date.now() - token.firstUsedAt < GRACE_MS
}

export function tokensOf(store: Store, grantId: string): TokenRecord[] {
  return [...store.tokens.values()].filter((token) => token.grantId === grantId)
}

export function isConsentLive(store: Store, consent: Consent): boolean {
  return consent.revokedAt === null && tokensOf(store, consent.grantId).some(isLive)
}

/** Ends a consent with all its codes and tokens, as Hydra deletes a chain. */
export function revokeConsent(store: Store, grantId: string): void {
  const consent = store.consents.get(grantId)
  if (consent) consent.revokedAt ??= Date.now()
  for (const token of tokensOf(store, grantId)) token.revokedAt ??= Date.now()
}

/** Lets what is still good expire now. */
export function expireTokens(store: Store, kind: TokenKind, grantId: string | null): number {
  const chosen = [...store.tokens.values()].filter(
    (token) => token.kind === kind && isLive(token) && (grantId ?? token.grantId) === token.grantId,
  )
  for (const token of chosen) {
    // One second back, because oidc-provider compares whole seconds.
    token.expiresAt = Date.now() - 1000
    token.payload.exp = Math.floor(token.expiresAt / 1000)
  }
  return chosen.length
}
