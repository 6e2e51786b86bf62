/** Just enough of a browser to walk our own pages: redirects, and cookies by path, because each trip has its own. */
export interface Browser {
  origin: string
  cookies: Map<string, { name: string; value: string; path: string }>
}

/** Where the browser stopped: on one of our pages, or with an address elsewhere that it was sent to. */
export interface Seen {
  url: string
  status: number
  text: string
  left: string | null
}

const MOST_REDIRECTS = 8

export async function followRedirects(
  browser: Browser,
  url: string,
  form: URLSearchParams | null = null,
): Promise<Seen> {
  let response = await send(browser, url, form)
  let current = url
  for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
    const location = response.headers.get('location')
    if (location === null) break
    const next = new URL(location, current)
    if (next.origin !== browser.origin) return { url: current, status: response.status, text: '', left: next.href }
    current = next.href
    response = await send(browser, current, null)
  }
  return { url: current, status: response.status, text: await response.text(), left: null }
}

async function send({ cookies }: Browser, url: string, form: URLSearchParams | null): Promise<Response> {
  const { pathname } = new URL(url)
  const fitting = [...cookies.values()].filter(
    ({ path }) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')),
  )
  const cookie = fitting.map(({ name, value }) => `${name}=${value}`).join('; ')
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form,
    headers: { cookie },
    redirect: 'manual',
  })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
    cookies.set(`${path} ${name}`, { name, value, path })
  }
  return response
}
