import type { Letter } from '#lib/told/mail/letter/letter'
import { mailTexts as t } from '#lib/told/mail/letter/texts'

/** The foot of a mail: why it came, and how it stops; null for the one that only confirms. */
export interface Foot {
  why: string
  stop: { label: string; href: string } | null
}

/** A letter as plain text. */
export function writeText({ title, lines, items = [], button }: Letter, { why, stop }: Foot): string {
  const list = items.length > 0 ? [items.map((item) => `- ${item}`).join('\n')] : []
  const foot = ['-- ', why, ...(stop ? [`${stop.label}: ${stop.href}`] : [])].join('\n')
  return `${[title, ...lines, `${button.label}:\n${button.href}`, ...list, foot].join('\n\n')}\n`
}

/** What stands under every mail about an event. */
export function footOf(address: string, stop: string): Foot {
  return { why: t('why', { address }), stop: { label: t('stop'), href: stop } }
}
