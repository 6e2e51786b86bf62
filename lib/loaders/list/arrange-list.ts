import 'server-only'
import { MOST_PICKED } from '#lib/connection/action-outcome'
import { factsOf } from '#lib/connection/facts'
import type { ListedRow } from '#lib/connection/listed-row'
import { standingOf, urgencyOf } from '#lib/connection/standing'
import { STANDINGS, type Standing, type Verdict } from '#lib/connection/types'
import { state } from '#lib/connection/verdict'
import type { ConnectionListView, ListedConnection, ListGroup, ListWish } from '#lib/loaders/views'
import { canMoveMoney } from '#lib/qonto/scope-catalogue'
import { shownName } from '#lib/text/foreign-text'

const PAGE_SIZE = MOST_PICKED

/** A row with its verdict. Only those of one page are shaped for it. */
export interface Judged {
  row: ListedRow
  verdict: Verdict
  standing: Standing
  archived: boolean
}

/** Every row with its verdict: what is counted, filtered and ordered is what the page of each connection says. */
export function judge(rows: ListedRow[], now: Date): Judged[] {
  return rows.map((row) => {
    const verdict = state(factsOf(row), now)
    const standing = standingOf(verdict)
    return { row, verdict, standing, archived: standing === 'ended' && isArchived(row) }
  })
}

/** What is connected again and ends again is not archived any more. */
function isArchived({ archivedAt, disconnectedAt }: ListedRow): boolean {
  return archivedAt !== null && disconnectedAt !== null && archivedAt >= disconnectedAt
}

type Arranged = Pick<ConnectionListView, 'wish' | 'counts' | 'labels' | 'groups' | 'foundBy' | 'found' | 'pages'>

/** One page of the list. */
export function arrange(all: Judged[], wish: ListWish): Arranged {
  const found = order(select(all, wish), wish)
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE))
  const page = Math.min(wish.page, pages)
  return {
    wish: { ...wish, page },
    counts: count(all),
    labels: countLabels(all),
    groups: group(found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), wish),
    foundBy: countFound(found),
    found: found.length,
    pages,
  }
}

/** Everything that is asked for, or what is picked, in the order of the list. */
export function listAll(all: Judged[], wish: ListWish, picked: ReadonlySet<string>): ListedConnection[] {
  const found = picked.size === 0 ? select(all, wish) : all.filter(({ row }) => picked.has(row.id))
  return order(found, wish).map(shape)
}

function count(all: Judged[]): ConnectionListView['counts'] {
  const counts = { needs_you: 0, needs_administrator: 0, retrying: 0, works: 0, paused: 0, ended: 0, archived: 0 }
  for (const { standing, archived } of all) counts[archived ? 'archived' : standing] += 1
  return counts
}

function countFound(found: Judged[]): ConnectionListView['foundBy'] {
  const counts: ConnectionListView['foundBy'] = {}
  for (const { standing } of found) counts[standing] = (counts[standing] ?? 0) + 1
  return counts
}

function countLabels(all: Judged[]): ConnectionListView['labels'] {
  const counts = new Map<string, number>()
  for (const { row } of all) for (const label of row.labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts]
    .map(([label, count]) => ({ label, text: shownName(label) ?? label, count }))
    .sort((one, other) => other.count - one.count || compare(fold(one.label), fold(other.label)))
}

/** What is asked for. What is archived comes back only when it is looked for. */
function select(all: Judged[], { query, show, label, money }: ListWish): Judged[] {
  const words = fold(query).split(' ').filter(Boolean)
  return all.filter(({ row, verdict, standing, archived }) => {
    if (show === 'archived' ? !archived : show !== null && (standing !== show || archived)) return false
    if (archived && show === null && words.length === 0) return false
    if (label !== null && !row.labels.includes(label)) return false
    if (money && !movesMoney(row, verdict)) return false
    if (words.length === 0) return true
    const text = fold([row.organizationName, row.memberName, ...row.labels].join(' '))
    return words.every((word) => text.includes(word))
  })
}

const movers = new WeakMap<string[], boolean>()

/** Only what works or could be used at once moves anything. Rows share the lists of their scopes. */
function movesMoney({ grantedScopes }: ListedRow, { state }: Verdict): boolean {
  if (state === 'gone' || state === 'broken' || state === 'locked') return false
  const known = movers.get(grantedScopes) ?? grantedScopes.some(canMoveMoney)
  movers.set(grantedScopes, known)
  return known
}

function order(found: Judged[], { order }: ListWish): Judged[] {
  const places = found.map((one) => {
    const name = countUp(fold(one.row.organizationName ?? ''))
    const rank = STANDINGS.indexOf(one.standing) * 10 + (isOpen(one.standing) ? urgencyOf(one.verdict) : 0)
    // What has no label, and what was never proven, come last and first.
    const label = order === 'label' && one.standing === 'works' ? (firstLabel(one.row) ?? '\uffff') : ''
    const proof = order === 'proof' ? (one.row.provenAt?.getTime() ?? 0) : 0
    return { one, rank, label, proof, name }
  })
  places.sort(
    (a, b) =>
      a.rank - b.rank ||
      compare(a.label, b.label) ||
      a.proof - b.proof ||
      compare(a.name, b.name) ||
      compare(a.one.row.id, b.one.row.id),
  )
  return places.map(({ one }) => one)
}

function isOpen(standing: Standing): boolean {
  return standing === 'needs_you' || standing === 'needs_administrator'
}

function group(page: Judged[], { order }: ListWish): ListGroup[] {
  const groups = new Map<string, ListGroup>()
  const names = new Map<string, number>()
  for (const { row } of page) names.set(nameKey(row), (names.get(nameKey(row)) ?? 0) + 1)
  for (const one of page) {
    const label = order === 'label' && one.standing === 'works' ? firstLabel(one.row) : null
    const key = `${one.standing} ${label ?? ''}`
    const known = groups.get(key) ?? { standing: one.standing, label: shownName(label), connections: [] }
    groups.set(key, known)
    const isAlone = nameKey(one.row) !== '' && names.get(nameKey(one.row)) === 1
    known.connections.push(isAlone ? shape(one) : { ...shape(one), apart: apartOf(one.row) })
  }
  return [...groups.values()]
}

/** Names that look alike are alike; what has none is like every other that has none. */
const nameKey = ({ organizationName }: ListedRow) => fold(shownName(organizationName) ?? '')

function apartOf({ id, memberName }: ListedRow): string {
  const ending = `…${id.slice(-6)}`
  const member = shownName(memberName)
  return member === null ? ending : `${ending} · ${member}`
}

/** The outgoing shape of a line: it lists its fields. */
function shape({ row, verdict, standing, archived }: Judged): ListedConnection {
  const { id, organizationName, memberName, memberRole, labels, provenAt } = row
  return {
    ...{ id, provenAt, verdict, standing, archived },
    name: shownName(organizationName),
    apart: null,
    memberName: shownName(memberName),
    memberRole: shownName(memberRole),
    labels: labels.map((label) => shownName(label) ?? label),
    movesMoney: movesMoney(row, verdict),
  }
}

/** The first in the alphabet: a connection stands under one label, and is found by all. */
function firstLabel({ labels }: ListedRow): string | null {
  return labels.toSorted((one, other) => compare(fold(one), fold(other)))[0] ?? null
}

const ASCII = /^[ -~]*$/

/** As people search and sort: without case and accents. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** 9 before 10, as people number their clients. */
function countUp(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
