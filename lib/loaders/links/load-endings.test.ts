import ICAL from 'ical.js'
import { beforeEach, describe, expect, it } from 'vitest'
import { GET } from '#app/calendar/[file]/route'
import { runAs } from '#i18n/asker'
import { readPreferences } from '#i18n/preferences'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { revokeLink, rollCalendar } from '#lib/links/change-link'
import { makeCalendar } from '#lib/links/make-link'
import { personalValues, secretIn } from '#lib/testing/links'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
const DAY = 86_400_000
let row: Connection
let secret: string
beforeEach(async () => {
  row = await harness.connected()
  secret = secretIn(await makeCalendar(personOf(row.userId), 'Phone'))
})

const change = (data: object) => db().connection.update({ where: { id: row.id }, data })
const endsIn = (ms: number) => change({ refreshTokenSealed: null, accessExpiresAt: new Date(Date.now() + ms) })
async function feed(file = `${secret}.ics`): Promise<{ status: number; text: string }> {
  const request = new Request('http://localhost:3000/calendar/x.ics')
  const response = await GET(request, { params: Promise.resolve({ file }) })
  return { status: response.status, text: await response.text() }
}
async function events() {
  const calendar = new ICAL.Component(ICAL.parse((await feed()).text))
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
}
async function onlyEvent() {
  const [event, ...others] = await events()
  if (!event || others.length > 0) throw new Error(`There is not one event but ${event ? others.length + 1 : 0}.`)
  return event
}

describe('the calendar', () => {
  it('has no day for a connection that renews automatically, and none for one that is over', async () => {
    expect(await events()).toEqual([])
    await endsIn(DAY)
    expect(await events()).toHaveLength(1)
    await endsIn(-DAY)
    expect(await events()).toEqual([])
    await endsIn(DAY)
    await change({ status: 'disconnected' })
    expect(await events()).toEqual([])
  })

  it('has the day on which one without automatic renewal ends, also while it is paused', async () => {
    const { accessExpiresAt } = await endsIn(20 * DAY)
    for (const status of ['active', 'frozen'] as const) {
      await change({ status })
      const event = await onlyEvent()
      expect(event.startDate.isDate).toBe(true)
      expect(event.startDate.toString()).toBe(accessExpiresAt?.toISOString().slice(0, 10))
      expect(event.summary).toBe(`Qonto connection of ${row.organizationName} ends`)
    }
  })

  it('is in the language that its owner chose, in UTC; where none was chosen in that of who reads it', async () => {
    const { accessExpiresAt } = await endsIn(20 * DAY)
    const asked = () =>
      runAs(
        { browser: 'fr', zone: null, chosen: readPreferences({ timeZone: 'Asia/Tokyo' }) },
        async () => (await onlyEvent()).description,
      )
    expect(await asked()).toMatch(/UTC\. Elle/)
    await db().user.update({ where: { id: row.userId }, data: { language: 'de', timeZone: 'Asia/Tokyo' } })
    const german = await asked()
    expect(german).toContain('Autorisieren Sie sie in Mooring neu')
    expect(german).toContain(`um ${accessExpiresAt?.toISOString().slice(11, 16)} UTC`)
  })

  it('has the day on which one ends whose automatic renewal has not run', async () => {
    const refreshIssuedAt = new Date(Date.now() - 80 * DAY)
    await change({ refreshIssuedAt })
    const event = await onlyEvent()
    expect(event.startDate.toString()).toBe(new Date(refreshIssuedAt.getTime() + 90 * DAY).toISOString().slice(0, 10))
    expect(event.description).toContain('Automatic renewal has not succeeded for a while.')
  })

  it('reminds 14, 7, 3 and 1 days before, in the morning', async () => {
    await endsIn(20 * DAY)
    const alarms = (await onlyEvent()).component.getAllSubcomponents('valarm')
    const hours = alarms.map(
      (alarm) => ICAL.Duration.fromString(String(alarm.getFirstPropertyValue('trigger'))).toSeconds() / 3600,
    )
    expect(hours).toEqual([14, 7, 3, 1].map((days) => -days * 24 + 9))
    for (const alarm of alarms)
      expect([alarm.getFirstPropertyValue('action'), alarm.getFirstPropertyValue('description')]).toEqual([
        ...['DISPLAY', `Qonto connection of ${row.organizationName} ends`],
      ])
  })

  it('says the same twice, keeps the UID, and raises SEQUENCE and LAST-MODIFIED when the day moves', async () => {
    await endsIn(20 * DAY)
    const [first, again] = [await feed(), await feed()]
    expect(first).toEqual(again)
    const before = await onlyEvent()
    const grantedAt = new Date(Math.ceil(Date.now() / 1000) * 1000)
    await change({ generation: { increment: 1 }, grantedAt, accessExpiresAt: new Date(Date.now() + 40 * DAY) })
    const after = await onlyEvent()
    expect(after.uid).toBe(before.uid)
    expect(after.sequence).toBe(before.sequence + 1)
    expect(after.startDate.compare(before.startDate)).toBe(1)
    for (const name of ['last-modified', 'dtstamp'])
      expect(new Date(String(after.component.getFirstPropertyValue(name)))).toEqual(grantedAt)
  })

  it('holds no personal value and no id of ours', async () => {
    await endsIn(20 * DAY)
    const { text } = await feed()
    const unfolded = text.replaceAll(/\r\n[ \t]/g, '').toLowerCase()
    const { id } = await db().link.findFirstOrThrow()
    const personal = [...personalValues(await harness.row(row.id)), id, row.id.replaceAll('-', '')]
    expect(personal.length).toBeGreaterThan(10)
    expect(personal.filter((value) => unfolded.includes(value.toLowerCase()))).toEqual([])
  })

  it.each([
    ['commas; and \\ semicolons', 'A, B; C \\ D'],
    ['a script from right to left', 'שלום עליכם בע״מ'],
    ['more than a line of three bytes a letter', '株式会社'.repeat(40)],
    ['line breaks that would begin a property', 'A\r\nATTENDEE:mailto:x@example.com\nEND:VEVENT'],
  ])('keeps a name with %s in one value, in lines of at most 75 octets', async (_, name) => {
    await endsIn(20 * DAY)
    await change({ organizationName: name })
    const { text } = await feed()
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)/)
    const event = await onlyEvent()
    const shown = name.replaceAll(/[\r\n]+/g, ' ').slice(0, 200)
    expect(event.summary.replaceAll(/[\u2068\u2069]/g, '')).toBe(`Qonto connection of ${shown} ends`)
    expect(event.component.getAllProperties('attendee')).toEqual([])
  })

  it('has a new address at once when it is rolled, and none when it is revoked or was never one', async () => {
    const { id } = await db().link.findFirstOrThrow()
    const former = secret
    secret = secretIn(await rollCalendar(personOf(row.userId), id))
    expect([(await feed()).status, (await feed(`${former}.ics`)).status]).toEqual([200, 404])
    expect((await feed(secret)).status).toBe(404)
    const stranger = await harness.connected({ person: 'Giulia' })
    expect(await rollCalendar(personOf(stranger.userId), id)).toEqual({ ok: false, reason: 'gone' })
    await revokeLink(personOf(row.userId), id)
    expect((await feed()).status).toBe(404)
    expect(await rollCalendar(personOf(row.userId), id)).toEqual({ ok: false, reason: 'gone' })
    expect(
      (await db().activity.findMany({ where: { event: { startsWith: 'calendar' } }, orderBy: { id: 'asc' } })).map(
        ({ event }) => event,
      ),
    ).toEqual(['calendar_made', 'calendar_rolled', 'calendar_revoked'])
  })
})
