import { scopeKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import { shownRaw } from '#lib/foreign-text'
import type { ScopeView } from '#lib/loaders/views'

/** A scope's name and meaning in plain words; a scope without a text keeps its raw name. */
export function permissionText({ scope }: Pick<ScopeView, 'scope'>): { title: string; meaning: string } {
  const scopes = translations('scopes')
  const t = translations('permissions')
  const key = scopeKey(scope)
  return key
    ? { title: scopes(`${key}.title`), meaning: scopes(`${key}.meaning`) }
    : { title: shownRaw(scope), meaning: t('unknownMeaning') }
}
