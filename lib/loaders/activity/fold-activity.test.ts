import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesIn, foldActivity } from '#lib/loaders/activity/fold-activity'
import type { ActivityEntry, ActivityLine, FoldedEntries } from '#lib/loaders/views'

const dayOf = (at: Date) => at.toISOString().slice(0, 10)

/** Minutes before the end of a day, newest first. */
function entryOf(place: number, minutes: number, changed: Partial<ActivityEntry> = {}): ActivityEntry {
  const nothing = { code: null, reference: null, traceId: null, durationMs: null, connection: null }
  const at = new Date(Date.UTC(2026, 10, 28) - 1 - minutes * 60_000)
  return {
    ...nothing,
    id: String(place),
    at,
    event: 'checked',
    actor: 'system',
    outcome: 'done',
    details: {},
    ...changed,
  }
}

function isFolded(line: ActivityLine): line is FoldedEntries {
  return 'checks' in line
}

const fold = (entries: ActivityEntry[]) => foldActivity(entries, dayOf, 'cursor')

describe('the log as a diary', () => {
  it('says many routine entries in one line, and keeps what stands between them', () => {
    const routine = (from: number, to: number, event = 'checked') =>
      Array.from({ length: to - from }, (_, index) => entryOf(from + index, from + index, { event }))
    const lines = fold([
      ...routine(0, 42),
      entryOf(42, 42, { outcome: 'failed', code: 'timeout' }),
      ...routine(43, 45),
      ...routine(45, 48, 'refreshed'),
    ])
    expect(lines).toEqual([
      expect.objectContaining({ above: 'cursor', id: '0', checks: 42, renewals: 0 }),
      expect.objectContaining({ id: '42', outcome: 'failed' }),
      expect.objectContaining({ above: '42', id: '43', checks: 2, renewals: 3 }),
    ])
  })

  const any = fc.record({
    event: fc.constantFrom('checked', 'checked', 'refreshed', 'refreshed', 'refresh_failed', 'paused'),
    outcome: fc.constantFrom('done', 'done', 'done', 'failed', 'started'),
    code: fc.constantFrom(null, null, null, 'timeout'),
    details: fc.constantFrom({}, {}, {}, { key: 'a program' }, { check: 'scope' }),
    minutes: fc.integer({ min: 0, max: 3_000 }),
  })
  const log = fc
    .array(any, { maxLength: 60 })
    .map((all) =>
      all
        .toSorted((one, other) => one.minutes - other.minutes)
        .map(({ minutes, ...changed }, place) => entryOf(place, minutes, changed as Partial<ActivityEntry>)),
    )

  it('never folds a failure or a remark, loses nothing, keeps the order and stays within a day', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const left = [...entries]
        for (const line of fold(entries)) {
          const stoodFor = left.splice(0, entriesIn(line))
          if (!isFolded(line)) {
            expect([line]).toEqual(stoodFor)
            continue
          }
          expect(stoodFor.length).toBeGreaterThan(2)
          for (const entry of stoodFor) expect(entry).toMatchObject({ outcome: 'done', code: null })
          for (const { details } of stoodFor) expect(details).not.toHaveProperty('check')
          expect(new Set(stoodFor.map(({ at }) => dayOf(at))).size).toBe(1)
          expect(line.checks).toBe(stoodFor.filter(({ event }) => event === 'checked').length)
          expect(line.renewals).toBe(stoodFor.filter(({ event }) => event === 'refreshed').length)
          expect([line.until, line.from]).toEqual([stoodFor[0]?.at, stoodFor.at(-1)?.at])
        }
        expect(left).toEqual([])
      }),
    )
  })

  it('names the entry above a folded line, so that the page that shows each begins with it', () => {
    fc.assert(
      fc.property(log, (entries) => {
        for (const line of fold(entries).filter(isFolded)) {
          const place = entries.findIndex(({ id }) => id === line.id)
          expect(line.above).toBe(entries[place - 1]?.id ?? 'cursor')
        }
      }),
    )
  })
})
