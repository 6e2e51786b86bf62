import { randomBytes } from 'node:crypto'
import { type Answer, html } from '#simulator/answer'
import { Markup, markup } from '#simulator/pages/markup'
import { STYLE } from '#simulator/pages/style'

interface Page {
  title: string
  main: Markup
  status?: number
  wide?: boolean
  /** Whether other pages of ours may stand in it. */
  frames?: boolean
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath d='M3 20h18M5 20V9l7-5 7 5v11M9 20v-6h6v6' fill='none' stroke='%230d5c50' stroke-width='2'/%3E%3C/svg%3E"
const MARK = new Markup(
  '<svg width="26" height="26" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true"><path d="M3 20.5h18M5 20V9.5l7-5.5 7 5.5V20M9.3 20v-5.2a2.7 2.7 0 0 1 5.4 0V20"/></svg>',
)

export function page({ title, main, status = 200, wide = false, frames = false }: Page): Answer {
  const nonce = randomBytes(16).toString('base64')
  const document = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Simulated bank</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">${new Markup(STYLE)}</style>
</head>
<body>
<aside class="banner" aria-label="Simulator">Simulator – no real bank, nothing here is real</aside>
<header><div class="mark">${MARK} Simulated bank</div></header>
<main${wide ? new Markup(' class="wide"') : null}>
${main}
</main>
<footer>Stands in for Qonto on your own computer. All people and companies are invented.</footer>
</body>
</html>`
  return html(status, document.text, {
    // No form-action: Chromium applies it to the redirect after the form post, and that one leads back to the app.
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:;${frames ? " frame-src 'self';" : ''} base-uri 'none'; frame-ancestors 'none'`,
    // Not no-referrer: the browser would then send `Origin: null` with our own forms, and we refuse foreign origins.
    'referrer-policy': 'same-origin',
  })
}
