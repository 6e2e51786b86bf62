import { locale } from '#i18n/speak'
import { escapeHtml } from '#lib/text/escape-html'
import type { Letter } from '#lib/told/mail/letter/letter'
import { mailTexts as t } from '#lib/told/mail/letter/texts'
import type { Foot } from '#lib/told/mail/letter/write-text'

/** The colours of app/globals.css in the notation that mail programs read. */
const LIGHT = {
  paper: '#f7f4ef',
  sheet: '#fdfbf8',
  ink: '#27221c',
  soft: '#5c554e',
  line: '#dad5cd',
  accent: '#085758',
  on: '#f6fbfb',
}
const DARK = {
  paper: '#181512',
  sheet: '#1f1c19',
  ink: '#ebe7e1',
  soft: '#aea8a0',
  line: '#37332f',
  accent: '#75ccc7',
  on: '#051d1d',
}

const FONT = "font-family:Geist,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
const WRAP = 'overflow-wrap:anywhere;word-break:break-word'

/** Inline first, for programs that drop style sheets; what only a style sheet can say comes on top. */
const SHEET = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.paper{background:${DARK.paper}!important}.sheet{background:${DARK.sheet}!important;border-color:${DARK.line}!important}.ink{color:${DARK.ink}!important}.soft,.soft a{color:${DARK.soft}!important}.rule{border-color:${DARK.line}!important}.button{background:${DARK.accent}!important}.button a{color:${DARK.on}!important}}
@media (max-width:480px){.sheet>tbody>tr>td{padding:24px 20px!important}}`

/** A letter as HTML: tables and inline styles, which every mail program lays out. */
export function writeHtml({ subject, title, lines, items = [], button }: Letter, { why, stop }: Foot): string {
  const paragraph = (line: string) =>
    `<p class="ink" style="margin:0 0 14px;color:${LIGHT.ink};font-size:16px;line-height:1.55;${WRAP}">${escapeHtml(line)}</p>`
  const item = (line: string) =>
    `<tr><td class="ink rule" style="padding:10px 0;border-top:1px solid ${LIGHT.line};color:${LIGHT.ink};font-size:15px;line-height:1.45;${WRAP}">${escapeHtml(line)}</td></tr>`
  const list =
    items.length === 0
      ? ''
      : `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0 0">${items.map(item).join('')}</table>`
  const stopLine = stop
    ? `<br><a href="${escapeHtml(stop.href)}" style="color:${LIGHT.soft}">${escapeHtml(stop.label)}</a>`
    : ''
  return `<!doctype html>
<html lang="${locale()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>${SHEET}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${LIGHT.paper};${FONT}">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${LIGHT.paper}"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;table-layout:fixed;text-align:left">
<tr><td class="ink" style="padding:0 4px 14px;color:${LIGHT.ink};font-size:15px;font-weight:600">${escapeHtml(t('product'))}</td></tr>
<tr><td><table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;background:${LIGHT.sheet};border:1px solid ${LIGHT.line};border-radius:8px"><tr><td style="padding:32px">
<h1 class="ink" style="margin:0 0 18px;color:${LIGHT.ink};font-size:23px;line-height:1.25;font-weight:600;letter-spacing:-0.01em;${WRAP}">${escapeHtml(title)}</h1>
${lines.map(paragraph).join('\n')}
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:22px 0 0"><tr><td class="button" bgcolor="${LIGHT.accent}" style="background:${LIGHT.accent};border-radius:5px"><a href="${escapeHtml(button.href)}" style="display:inline-block;padding:12px 22px;color:${LIGHT.on};font-size:16px;font-weight:600;line-height:20px;text-decoration:none">${escapeHtml(button.label)}</a></td></tr></table>
${list}
</td></tr></table></td></tr>
<tr><td class="soft" style="padding:16px 4px 0;color:${LIGHT.soft};font-size:13px;line-height:1.55;${WRAP}">${escapeHtml(why)}${stopLine}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}
