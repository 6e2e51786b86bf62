import { type Adapter, type AdapterFactory, type AdapterPayload, Provider } from 'oidc-provider'
import { GRACE_MS, revokeConsent, type Store, tokensOf } from '#simulator/store/store'
import type { TokenKind } from '#simulator/store/store-types'

const KINDS: Readonly<Record<string, TokenKind>> = {
  AuthorizationCode: 'code',
  AccessToken: 'access',
  RefreshToken: 'refresh',
}

/** oidc-provider's storage: where Hydra's rules about rotation, grace and chains live. */
export function adapterFor(store: Store): AdapterFactory {
  return (model) => {
    const kind = KINDS[model]
    if (kind) return tokenAdapter(store, kind)
    return model === 'Grant' ? grantAdapter(store) : volatileAdapter(model)
  }
}

function tokenAdapter(store: Store, kind: TokenKind): Adapter {
  const remember = rememberPairs(store)
  return {
    ...unused,
    upsert: async (value, payload) => {
      const issuedAt = Date.now()
      const record = { kind, value, grantId: payload.grantId ?? '', issuedAt, expiresAt: (payload.exp ?? 0) * 1000 }
      store.tokens.set(value, { ...record, firstUsedAt: null, revokedAt: null, pairedAccess: null, payload })
      remember(kind, value)
      await store.save()
    },
    find: async (value) => {
      const token = store.tokens.get(value)
      if (!token || token.kind !== kind || token.revokedAt !== null) return undefined
      // Qonto: a used refresh token keeps working for 60 s after its first use. Hiding `consumed` makes oidc-provider accept it.
      const used =
        token.firstUsedAt !== null &&
        (kind === 'code' || (kind === 'refresh' && Date.now() - token.firstUsedAt >= GRACE_MS))
      return { ...token.payload, ...(used ? { consumed: Math.floor((token.firstUsedAt ?? 0) / 1000) } : {}) }
    },
    consume: async (value) => {
      const token = store.tokens.get(value)
      if (!token || token.firstUsedAt !== null) return
      token.firstUsedAt = Date.now()
      const paired = token.pairedAccess === null ? undefined : store.tokens.get(token.pairedAccess)
      if (paired) paired.revokedAt ??= Date.now()
      await store.save()
    },
    destroy: async (value) => {
      const token = store.tokens.get(value)
      if (token) token.revokedAt ??= Date.now()
      await store.save()
    },
    revokeByGrantId: async (grantId) => {
      for (const token of tokensOf(store, grantId)) if (token.kind === kind) token.revokedAt ??= Date.now()
      await store.save()
    },
  }
}

const pairs = new WeakMap<object, Partial<Record<TokenKind, string>>>()

/** Notes which access token came with which refresh token: both are saved during the same request, in either order. */
function rememberPairs(store: Store): (kind: TokenKind, value: string) => void {
  return (kind, value) => {
    const context = Provider.ctx
    if (!context) return
    const pair = { ...pairs.get(context), [kind]: value }
    pairs.set(context, pair)
    const refresh = pair.refresh === undefined ? undefined : store.tokens.get(pair.refresh)
    if (refresh && pair.access !== undefined) refresh.pairedAccess = pair.access
  }
}

function grantAdapter(store: Store): Adapter {
  return {
    ...unused,
    // The interaction has made the consent with everything we know about it; the library adds only its own payload.
    upsert: async (id, payload) => {
      const consent = store.consents.get(id)
      if (consent) consent.payload = payload
      await store.save()
    },
    find: async (id) => {
      const consent = store.consents.get(id)
      return consent && consent.revokedAt === null ? consent.payload : undefined
    },
    destroy: async (id) => {
      revokeConsent(store, id)
      await store.save()
    },
  }
}

function volatileAdapter(model: string): Adapter {
  const kept = new Map<string, AdapterPayload>()
  return {
    ...unused,
    upsert: async (id, payload) => {
      // Sessions of oidc-provider are not kept: one session per browser would let a second tab break the first one's trip.
      if (model !== 'Session') kept.set(id, payload)
    },
    find: async (id) => kept.get(id),
    destroy: async (id) => {
      kept.delete(id)
    },
  }
}

const unused: Adapter = {
  upsert: async () => {},
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => {},
  destroy: async () => {},
  revokeByGrantId: async () => {},
}
