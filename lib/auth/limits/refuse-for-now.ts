import 'server-only'
import { NextResponse } from 'next/server'
import { locale, translations } from '#i18n/server'
import type { TooMany } from '#lib/auth/limits/throttle'

/**
 * *Too often, try again in a minute*: a small page for a person, JSON for a program. A page of its own rather than one of
 * Next's, because Next's pages cannot answer 429, and because being asked too often must cost next to nothing.
 */
export async function refuseForNow(request: Request, { retryAfter }: TooMany): Promise<NextResponse> {
  const headers = { 'Retry-After': String(retryAfter), 'Cache-Control': 'no-store' }
  if (!request.headers.get('accept')?.includes('text/html'))
    return NextResponse.json({ error: 'too_many_requests' }, { status: 429, headers })
  const html = page(retryAfter, nonceOf(request))
  return new NextResponse(html, { status: 429, headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' } })
}

/** The server hands the policy of the answer on in the request. */
function nonceOf({ headers }: Request): string {
  return /'nonce-([\w-]+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
}

function page(retryAfter: number, nonce: string): string {
  const product = translations('product')
  const t = translations('tooManyRequests')
  const text = (value: string) => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="${locale()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<title>${text(`${t('title')} · ${product('name')}`)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<p class="brand">${text(product('name'))}</p>
<h1>${text(t('title'))}</h1>
<p>${text(t('body', { seconds: retryAfter }))}</p>
<p>${text(t('nothingChanged'))}</p>
<a href="/">${text(t('home'))}</a>
</main>
</body>
</html>`
}

/** The colours of app/globals.css, which this page cannot link to: the build names that file after its content. */
const STYLE = `
:root { color-scheme: light dark; --paper: #f7f4ef; --ink: #26221c; --soft: #5b554d; --accent: #0d4f52; --accent-ink: #f6fbfb }
@media (prefers-color-scheme: dark) { :root { --paper: #171512; --ink: #eae6df; --soft: #b0a99e; --accent: #7ccfd0; --accent-ink: #0b1f20 } }
@view-transition { navigation: auto }
* { margin: 0; box-sizing: border-box }
body { background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif }
main { max-width: 40rem; margin: 0 auto; padding: clamp(2rem, 12vh, 8rem) 1.25rem }
.brand { font-weight: 600; color: var(--accent) }
h1 { margin-top: 1.5rem; font-size: clamp(1.75rem, 6vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em }
h1 ~ p { margin-top: .75rem; color: var(--soft); max-width: 54ch }
a { display: inline-block; margin-top: 1.75rem; padding: .625rem 1.25rem; border-radius: .375rem; background: var(--accent); color: var(--accent-ink); font-weight: 500; text-decoration: none }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
`
