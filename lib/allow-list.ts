import { domainToASCII } from 'node:url'
import { fail, ok, type Result } from '#lib/result'

/** Who comes back from Qonto, as far as it is proven. */
export interface Arrival {
  /** Id and slug of the organisation behind the grant, as Qonto's API names them; empty when it was not read. */
  organizations: readonly string[]
  /** Of the verified ID token. */
  claims: Readonly<Record<string, unknown>>
}

/** Lets in whoever came with an invitation, and nobody by what Qonto says of them. */
export const INVITED = 'invited'

const ADVICE = 'Write organization:ID, domain:example.com or invited, several separated by commas.'

/** The entries of `MOORING_ALLOW` in the one spelling in which they are compared and stored, or what is wrong with them. */
export function readAllowList(text: string): Result<string[], string> {
  const entries: string[] = []
  for (const one of text.split(/[\s,;]+/).filter((part) => part !== '')) {
    const [, kind = '', value = ''] = /^(organization|domain):(.+)$/i.exec(one) ?? []
    const entry = one.toLowerCase() === INVITED ? INVITED : (ENTRIES[kind.toLowerCase()]?.(value) ?? null)
    if (entry === null) return fail(`has an entry that is neither an organisation nor a domain nor invited. ${ADVICE}`)
    entries.push(entry)
  }
  return entries.length <= 100 ? ok([...new Set(entries)]) : fail('has more than a hundred entries.')
}

const ENTRIES: Partial<Record<string, (value: string) => string | null>> = {
  organization: organizationEntry,
  domain: domainEntry,
}

/** The first entry that lets somebody in; null when none does. */
export function entryFor(allow: readonly string[], { organizations, claims }: Arrival): string | null {
  const proven = [...organizations.map(organizationEntry), emailEntry(claims)]
  return allow.find((entry) => proven.includes(entry)) ?? null
}

/** Qonto's ids are UUIDs, its slugs small letters: neither differs by case alone. */
function organizationEntry(id: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(id) ? `organization:${id.toLowerCase()}` : null
}

/** Only an address that Qonto says it has verified (OpenID Connect Core, 5.1), and the boolean alone: `"true"` is text. */
function emailEntry({ email, email_verified: isVerified }: Arrival['claims']): string | null {
  if (isVerified !== true || typeof email !== 'string') return null
  // One @ and nothing that a mail server could read as another end of the address.
  const [, domain] = /^[^\s@"<>(),:;\\[\]\p{C}]+@([^@]+)$/u.exec(email) ?? []
  return domain === undefined ? null : domainEntry(domain)
}

/**
 * A name in its ASCII form (UTS 46), at least two labels. Looked through before it is converted, because the conversion reads
 * like a URL: it would cut `example.com/.evil.example` at the slash, decode `%65` and drop a tab.
 */
function domainEntry(name: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]{1,253}$/u.test(name)) return null
  const ascii = domainToASCII(name)
  const isName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii)
  return isName ? `domain:${ascii}` : null
}
