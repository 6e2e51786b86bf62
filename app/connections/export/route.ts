import { type NextRequest, NextResponse } from 'next/server'
import { labelKey } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import { throttleAction, tooManyRequests } from '#lib/auth/limits/limit'
import { DatabaseUnavailable } from '#lib/db'
import { readWish } from '#lib/loaders/list/list-wish'
import { exportConnections } from '#lib/loaders/list/load-connections'
import type { ExportedConnection } from '#lib/loaders/views'
import { BYTE_ORDER_MARK, csvLine } from '#lib/text/write-csv'

const HEADERS = { 'Cache-Control': 'no-store' }
const COLUMNS = ['name', 'state', 'reason', 'money', 'labels', 'note', 'proven', 'member', 'id'] as const

/** *Export as CSV*: what the list shows, or what is picked of it. Changes nothing. */
export async function GET(request: NextRequest): Promise<Response> {
  try {
    const spent = await throttleAction()
    if (!spent.ok) return tooManyRequests(spent.reason)
    const { searchParams } = request.nextUrl
    const wish = readWish(Object.fromEntries(searchParams))
    const connections = await exportConnections(wish, searchParams.getAll('picked'))
    if (!connections) return new Response(null, { status: 303, headers: { ...HEADERS, Location: '/' } })
    const t = translations('connections.csv')
    const name = `mooring-connections-${new Date().toISOString().slice(0, 10)}.csv`
    const lines = [COLUMNS.map((column) => t(column)), ...connections.map(cellsOf)].map(csvLine)
    return new Response(BYTE_ORDER_MARK + lines.join(''), {
      headers: {
        ...HEADERS,
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
      },
    })
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    return NextResponse.json({ error: 'unavailable' }, { status: 503, headers: HEADERS })
  }
}

/** In the order of the columns. The states are said as the pages say them. */
function cellsOf({ id, name, verdict, movesMoney, labels, note, provenAt, memberName }: ExportedConnection): string[] {
  const t = translations('verdict')
  const csv = translations('connections.csv')
  return [
    name ?? '',
    t(`states.${labelKey(verdict)}`),
    t(`reasons.${verdict.reason}.sentence`),
    csv(movesMoney ? 'yes' : 'no'),
    labels.join(', '),
    note ?? '',
    provenAt?.toISOString() ?? '',
    memberName ?? '',
    id,
  ]
}
