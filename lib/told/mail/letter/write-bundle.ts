import { EVENTS, type EventData } from '#lib/told/event-catalogue'
import { type Letter, nameInMail } from '#lib/told/mail/letter/letter'
import { mailTexts as t, verdictTexts } from '#lib/told/mail/letter/texts'
import { writeLetter } from '#lib/told/mail/letter/write-letter'
import type { Due } from '#lib/told/types'
import texts from '../../../../messages/en.json' with { type: 'json' }

type Told = Pick<Due, 'type' | 'data'>

/** As many as one reads in a mail; all stand on the page behind its button. */
const MOST_LISTED = 50

/** What one mail says about several events: how many, of what cause, and which connections. */
export function writeBundle(due: readonly Told[], origin: string): Letter {
  const { title, lines } = headOf(due)
  const items = due.slice(0, MOST_LISTED).map(itemOf)
  const more = due.length - items.length
  return {
    ...{ subject: title, title, lines: [...lines, t('many.line')] },
    items: more > 0 ? [...items, t('many.more', { count: more })] : items,
    button: buttonOf(due) ?? { label: t('openAll'), href: `${origin}/connections` },
  }
}

function headOf(due: readonly Told[]): Pick<Letter, 'title' | 'lines'> {
  const count = due.length
  const types = new Set(due.map(({ type }) => type))
  const [type] = types.size === 1 ? types : []
  if (type === 'connection.recovered') return { title: t('many.recovered', { count }), lines: [] }
  if (type === 'connection.reminder') return { title: t('many.reminders', { count }), lines: [] }
  if (type !== 'connection.needs_attention') return { title: t('many.mixed', { count }), lines: [] }
  const problems = due.map(({ data }) => EVENTS['connection.needs_attention'].parse(data))
  return { title: t('many.problems', { count, cause: causeOf(problems) }), lines: ownersOf(problems) }
}

function causeOf(problems: Array<EventData<'connection.needs_attention'>>): string {
  const reasons = new Set(problems.map(({ reason }) => reason))
  const [reason] = reasons.size === 1 ? reasons : []
  return t(`many.causes.${reason && hasCause(reason) ? reason : 'other'}`)
}

function hasCause(reason: string): reason is keyof typeof texts.mail.many.causes {
  return Object.hasOwn(texts.mail.many.causes, reason)
}

/** Who has to act, if that is the same of all. */
function ownersOf(problems: Array<EventData<'connection.needs_attention'>>): string[] {
  const owners = new Set(problems.map(({ owner }) => owner))
  return owners.size === 1 ? [...owners].map((owner) => verdictTexts(`owner.${owner}`)) : []
}

/** The name alone where the title has said the rest. */
function itemOf({ type, data }: Told): string {
  if (type === 'connection.needs_attention' || type === 'connection.recovered')
    return nameInMail(EVENTS[type].parse(data).organization, t('unnamed'))
  return writeLetter({ type, data }).subject
}

/** Where all of them lead, if that is one page. */
function buttonOf(due: readonly Told[]): Letter['button'] | null {
  const buttons = due.map((one) => writeLetter(one).button)
  const [first] = buttons
  return first && buttons.every(({ href }) => href === first.href) ? first : null
}
