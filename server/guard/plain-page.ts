import { chosen } from '#i18n/asker'
import { locale, translations } from '#i18n/speak'
import { escapeHtml } from '#lib/text/escape-html'

export interface PlainPage {
  title: string
  body: string
  /** The empty address is the page that was asked for. */
  button: { text: string; href: '' | '/' }
  /** Ties the page to a line of the log. */
  reference: { name: string; value: string } | null
}

/** As app/globals.css has them; a test holds them against it. */
export const COLOURS = {
  paper: 'light-dark(oklch(0.968 0.0085 80), oklch(0.198 0.007 68))',
  sheet: 'light-dark(oklch(0.99 0.0045 80), oklch(0.228 0.008 68))',
  ink: 'light-dark(oklch(0.255 0.014 70), oklch(0.93 0.009 85))',
  soft: 'light-dark(oklch(0.455 0.015 72), oklch(0.735 0.014 80))',
  hairline: 'light-dark(oklch(0.875 0.0125 78), oklch(0.325 0.01 72))',
  accent: 'light-dark(oklch(0.415 0.068 196), oklch(0.79 0.085 190))',
  'accent-strong': 'light-dark(oklch(0.35 0.06 198), oklch(0.85 0.08 190))',
  'accent-ink': 'light-dark(oklch(0.985 0.006 190), oklch(0.21 0.03 195))',
}

/** The measures are those of the pages: the header of components/layout, `page-width` and `btn`. */
const SHEET = `
:root{color-scheme:light dark;${Object.entries(COLOURS)
  .map(([name, colour]) => `--${name}:${colour}`)
  .join(';')}}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 Geist,ui-sans-serif,system-ui,sans-serif;text-size-adjust:100%;-webkit-font-smoothing:antialiased;overflow-wrap:anywhere}
header{border-bottom:1px solid var(--hairline);background:var(--sheet)}
header>div,main{max-width:64rem;margin:0 auto;padding:.5rem 1.25rem}
header a{display:inline-flex;align-items:center;gap:.625rem;min-height:2.75rem;margin-left:-.25rem;padding:0 .25rem;color:inherit;font-size:1.0625rem;font-weight:600;letter-spacing:-.01em;text-decoration:none}
svg{width:1.5rem;height:1.5rem;fill:none;stroke:var(--accent);stroke-width:2}
main{padding-block:4.25rem}
h1{max-width:42rem;margin:0;font-size:1.875rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;text-wrap:balance}
p{max-width:65ch;margin:.75rem 0 0;color:var(--soft);text-wrap:pretty}
.btn{display:inline-flex;align-items:center;min-height:2.75rem;margin-top:1.75rem;padding:.5rem 1.25rem;border:1px solid var(--accent);border-radius:5px;background:var(--accent);color:var(--accent-ink);font-size:.9375rem;line-height:1.375;font-weight:500;text-decoration:none}
.btn:hover{border-color:var(--accent-strong);background:var(--accent-strong)}
small{display:block;margin-top:1.5rem;color:var(--soft);font-size:.875rem}
code{font-family:ui-monospace,Menlo,monospace}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
@media(min-width:40rem){header>div,main{padding-inline:2rem}main{padding-block:6.5rem}h1{font-size:2.25rem}}
@media print{.btn{display:none}}`

/** A page of the product where Next makes none: no script, no file, in the language and the theme of whoever asks. */
export function writePlainPage({ title, body, button, reference }: PlainPage, nonce: string): string {
  const product = translations('product')('name')
  const { theme } = chosen()
  return `<!DOCTYPE html>
<html lang="${locale()}"${theme ? ` data-theme="${theme}"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<title>${escapeHtml(`${title} · ${product}`)}</title>
<style nonce="${nonce}">${SHEET}</style>
</head>
<body>
<header><div><a href="/" aria-label="${escapeHtml(translations('chrome')('home'))}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v6M4 2h16" stroke-linecap="round"/><circle cx="12" cy="15" r="7"/></svg><span>${escapeHtml(product)}</span></a></div></header>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(body)}</p>
<a class="btn" href="${button.href}">${escapeHtml(button.text)}</a>
${reference ? `<small>${escapeHtml(reference.name)} <code>${escapeHtml(reference.value)}</code></small>` : ''}
</main>
</body>
</html>
`
}
