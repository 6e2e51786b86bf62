import { NextRequest } from 'next/server'
import { handleAuthRequest } from '#lib/auth/handle-request'
import { CLIENT_HEADER } from '#lib/client-address'
import { settings } from '#lib/env'
import { newAddress } from '#lib/testing/fuzz'

/** A browser as far as our own routes see one: it keeps cookies. Whoever uses it mocks `after` of `next/server`. */
export interface Browser {
  cookies: Map<string, string>
  /** Presses a button that leads to Qonto. Answers where it leads, or our error page. */
  begin(fields?: Record<string, string | string[]>): Promise<URL>
  /** Opens a callback. */
  arrive(callback: URL): Promise<Arrival>
}

export interface Arrival {
  location: URL
  /** The code of our error page; null when it is not the error page. */
  error: string | null
  headers: Headers
}

export function newBrowser(): Browser {
  const cookies = new Map<string, string>()
  const ask = async (path: string, init: { method?: string; body?: string; search?: string } = {}) => {
    const url = new URL(`${settings().origin}/api/auth/${path}`)
    url.search = init.search ?? ''
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { [CLIENT_HEADER]: newAddress(), 'content-type': 'application/json', ...(cookie && { cookie }) }
    const { method = 'GET', body } = init
    const answer = await handleAuthRequest(
      new NextRequest(url, { method, headers, ...(body && { body }) }),
      path.split('/'),
    )
    for (const line of answer.headers.getSetCookie()) keep(cookies, line)
    return answer
  }
  const landing = (answer: Response) => new URL(answer.headers.get('location') ?? '/nowhere', settings().origin)
  return {
    cookies,
    async begin(fields = {}) {
      const { csrfToken } = await (await ask('csrf')).json()
      return landing(await ask('signin/qonto', { method: 'POST', body: JSON.stringify({ csrfToken, ...fields }) }))
    },
    async arrive({ search }) {
      const answer = await ask('callback/qonto', { search })
      const location = landing(answer)
      const error = location.pathname === '/sign-in/error' ? location.searchParams.get('error') : null
      return { location, error, headers: answer.headers }
    },
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (value === '' || /max-age=0\b/i.test(line)) cookies.delete(name)
  else cookies.set(name, value)
}

/** What Qonto answers by redirect when it says no, in the name of the transaction that `begun` leads to. */
export function refusalOf(begun: URL, error: string, description = ''): URL {
  const url = new URL(`${settings().origin}/api/auth/callback/qonto`)
  url.search = new URLSearchParams({
    error,
    error_description: description,
    state: begun.searchParams.get('state') ?? '',
  }).toString()
  return url
}
