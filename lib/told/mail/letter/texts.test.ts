import { expect, it, vi } from 'vitest'
import { writeFor } from '#lib/told/mail/letter/texts'
import { writeHtml } from '#lib/told/mail/letter/write-html'
import { writeLetter } from '#lib/told/mail/letter/write-letter'

vi.mock('#i18n/messages', async () => {
  const { default: en } = await import('../../../../messages/en.json')
  const fr = { ...en, mail: { ...en.mail, webhook: { ...en.mail.webhook, title: 'Un webhook a été désactivé.' } } }
  return { MESSAGES: { en, fr }, SPOKEN: ['en', 'fr'] }
})

const told = {
  type: 'webhook.disabled' as const,
  data: { endpoint_id: '019a0000-0000-7000-8000-000000000001', action_url: 'https://mooring.example/notifications' },
}
const write = () => writeHtml(writeLetter(told), { why: 'x', stop: null })

it('writes a mail in the language that its person chose, and in English to whoever chose none', () => {
  const person = { theme: null, timeZone: 'Asia/Tokyo' }
  expect(writeFor({ ...person, language: 'fr' }, write)).toMatch(
    /<html lang="fr-FR">[\s\S]*Un webhook a été désactivé\./,
  )
  for (const language of [null, 'de', 'xx'])
    expect(writeFor({ ...person, language }, write)).toMatch(/<html lang="en-GB">[\s\S]*A webhook was switched off\./)
})
