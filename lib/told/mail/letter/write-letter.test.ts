import { describe, expect, it } from 'vitest'
import { VERDICT_REASONS } from '#lib/connection/types'
import type { EventDraft } from '#lib/told/event-catalogue'
import { verdictTexts } from '#lib/told/mail/letter/texts'
import { writeBundle } from '#lib/told/mail/letter/write-bundle'
import { writeHtml } from '#lib/told/mail/letter/write-html'
import { writeLetter } from '#lib/told/mail/letter/write-letter'
import { footOf, writeText } from '#lib/told/mail/letter/write-text'

const URL = 'https://mooring.example/connections/1'
const id = '019a0000-0000-7000-8000-000000000001'
const connection = { connection_id: id, organization: 'Atelier Lumen', action_url: URL }
const key = { api_key_id: id, name: 'Ledger', action_url: URL }
const at = '2026-12-04T09:30:00.000Z'
const verdict = { state: 'broken', reason: 'grant_refused', since: at, owner: 'you', next_action: 'reconnect' } as const

const DRAFTS: EventDraft[] = [
  { type: 'connection.connected', data: { ...connection, ...verdict } },
  { type: 'connection.needs_attention', data: { ...connection, ...verdict } },
  { type: 'connection.reminder', data: { ...connection, days_left: 7, ends_at: at } },
  { type: 'connection.recovered', data: { ...connection, down_seconds: 8_000, mended_by: 'renewal' } },
  {
    type: 'connection.permissions_changed',
    data: { ...connection, granted_scopes: [], lost_scopes: ['payment.read'], gained_scopes: ['beneficiary.read'] },
  },
  { type: 'connection.paused', data: connection },
  { type: 'connection.resumed', data: connection },
  { type: 'connection.disconnected', data: { ...connection, proven: true } },
  { type: 'api_key.created', data: key },
  { type: 'api_key.expiring', data: { ...key, days_left: 1, ends_at: at } },
  { type: 'api_key.revoked', data: key },
  { type: 'account.joined', data: { action_url: URL } },
  { type: 'webhook.disabled', data: { endpoint_id: id, action_url: URL } },
]
const foot = footOf('ops@example.com', 'https://mooring.example/mail/unsubscribe/x')
/** Of a connection that works: a reminder, or other permissions. */
const TOLD_OTHERWISE: string[] = ['scopes_missing', 'renewal_not_granted', 'lapses_soon']
/** Of a connection that works, is being made, is paused, or was ended. */
const NO_PROBLEM: string[] = [
  ...['not_connected', 'waiting', 'proven', 'organization_unconfirmed', 'organization_taken', 'no_offline_access'],
  ...['paused', 'disconnected', 'disconnect_unconfirmed', 'disconnect_given_up'],
]
const attention = (changes: object) =>
  writeLetter({ type: 'connection.needs_attention', data: { ...connection, ...verdict, ...changes } })

describe('a letter', () => {
  it('has the sentence of the event as its subject, and its page behind one button', () => {
    expect(DRAFTS.map((draft) => writeLetter(draft).subject)).toEqual([
      'Atelier Lumen: The connection was made.',
      'Atelier Lumen: Qonto no longer accepts this connection.',
      'Atelier Lumen: The connection ends in 7 days.',
      'Atelier Lumen: The connection works again.',
      'Atelier Lumen: The permissions have changed.',
      'Atelier Lumen: The connection was paused.',
      'Atelier Lumen: The connection was resumed.',
      'Atelier Lumen: The connection was disconnected.',
      'The API key Ledger was made.',
      'The API key Ledger expires in 1 day.',
      'The API key Ledger was revoked.',
      'Two accounts were joined into one.',
      'A webhook was switched off.',
    ])
    for (const draft of DRAFTS) {
      const letter = writeLetter(draft)
      expect(writeText(letter, foot)).toContain(`:\n${URL}\n`)
      expect(writeHtml(letter, foot).split(`href="${URL}"`)).toHaveLength(2)
    }
  })

  it('has a sentence for every reason, without what only a page can fill in', () => {
    const told = VERDICT_REASONS.filter((reason) => !TOLD_OTHERWISE.includes(reason))
    expect(told.length).toBeGreaterThan(20)
    for (const reason of told) {
      const text = writeText(attention({ reason }), foot)
      expect(text, reason).not.toMatch(/[<>{}]|undefined|null|mail\.|verdict\.| {2}|, \./)
    }
  })

  it('shows names as text: no markup, no direction, no endless line', () => {
    const name = `<img src=x onerror=alert(1)>"'&\u202e${'\u05d0'.repeat(300)}`
    const letter = attention({ organization: name })
    expect(Array.from(letter.subject).length).toBeLessThan(140)
    const html = writeHtml(letter, foot)
    expect(html).not.toMatch(/<img|\u202e/)
    expect(html).toContain('&#60;img')
    // Its own direction ends with the name.
    expect(letter.subject).toMatch(/^\u2068[^\u2069]+\u2069: Qonto/)
    expect(attention({ organization: '\u202e\u200b' }).subject).toMatch(/^A connection without a name: /)
  })

  it('of many names the number and the cause, and lists whose they are up to fifty', () => {
    const broken = (index: number, reason = 'unreachable') => ({
      type: 'connection.needs_attention' as const,
      data: {
        ...connection,
        ...verdict,
        ...{ organization: `Atelier ${index}`, action_url: `${URL}${index}` },
        reason,
        owner: 'nobody',
      },
    })
    const letter = writeBundle(
      Array.from({ length: 120 }, (_, index) => broken(index)),
      'https://mooring.example',
    )
    expect(letter.subject).toBe('120 connections: Qonto does not answer')
    expect(letter.items?.slice(49)).toEqual(['Atelier 49', 'and 70 more'])
    expect(letter.lines[0]).toBe(verdictTexts('owner.nobody'))
    expect(letter.button.href).toBe('https://mooring.example/connections')
    expect(writeBundle(DRAFTS, 'https://mooring.example').subject).toBe('13 messages from Mooring')
    const two = [broken(1), broken(2, 'grant_refused')]
    expect(writeBundle(two, 'https://mooring.example').subject).toBe('2 connections: attention needed')
  })

  it('of many has a cause for every reason of a problem', () => {
    const told = VERDICT_REASONS.filter((reason) => !TOLD_OTHERWISE.includes(reason) && !NO_PROBLEM.includes(reason))
    for (const reason of told) {
      const data = { ...connection, ...verdict, reason }
      const { subject } = writeBundle([{ type: 'connection.needs_attention', data }], 'https://mooring.example')
      expect(subject, reason).not.toContain('attention needed')
    }
  })
})
