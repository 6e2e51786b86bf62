import { scopeKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ScopeView } from '#lib/loaders/views'
import { shownRaw } from '#lib/text/foreign-text'

/** A scope's name and meaning in plain words; a scope without a text keeps its raw name. */
export function permissionText({ scope }: Pick<ScopeView, 'scope'>): { title: string; meaning: string } {
  const scopes = translations('scopes')
  const t = translations('permissions')
  const key = scopeKey(scope)
  return key
    ? { title: scopes(`${key}.title`), meaning: scopes(`${key}.meaning`) }
    : { title: shownRaw(scope), meaning: t('unknownMeaning') }
}
