import type { Client } from 'openapi-fetch'
import { answerOf } from '#cli/client'
import { EXIT } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import type { paths } from '#cli/schema'
import { json, say, type Terminal } from '#cli/terminal'

export interface TokenOptions {
  'min-ttl'?: string | undefined
  scope?: string[] | undefined
  rejected?: string | undefined
  json?: boolean | undefined
}

/** `mooring token`: the token alone, so that a shell can take it. */
export async function printToken(client: Client<paths>, terminal: Terminal, id: string, options: TokenOptions) {
  const body = {
    ...(options['min-ttl'] !== undefined && { min_ttl: wholeNumber('--min-ttl', options['min-ttl']) }),
    ...(options.rejected !== undefined && { rejected: wholeNumber('--rejected', options.rejected) }),
    ...(options.scope && { scopes: options.scope }),
  }
  const token = await answerOf(client.POST('/connections/{id}/token', { params: { path: { id } }, body }))
  say(terminal, options.json ? json(token) : token.access_token)
  return EXIT.works
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Failure(`${name} takes a whole number.`)
  return Number(text)
}
