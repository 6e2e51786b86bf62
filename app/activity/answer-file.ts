import 'server-only'
import { notFound } from 'next/navigation'
import { NextResponse } from 'next/server'
import { throttleAction, tooManyRequests } from '#lib/auth/limits/limit'
import { DatabaseUnavailable } from '#lib/db'
import { EXPORT_FORMATS, exportActivity } from '#lib/loaders/activity/export-activity'
import { readActivityQuery } from '#lib/loaders/activity/read-query'

const HEADERS = { 'Cache-Control': 'no-store' }
const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' }

/** The log as a file: what the page beside it shows, with everything that is folded there. Changes nothing. */
export async function answerFile(request: Request, asked: string, connection: string | null): Promise<Response> {
  const format = EXPORT_FORMATS.find((known) => known === asked) ?? notFound()
  try {
    // Reading so much costs as much as a button.
    const spent = await throttleAction()
    if (!spent.ok) return tooManyRequests(spent.reason)
    const query = readActivityQuery(Object.fromEntries(new URL(request.url).searchParams))
    const name = `mooring-activity-${new Date().toISOString().slice(0, 10)}.${format}`
    return new Response(await exportActivity(connection, query, format), {
      headers: { ...HEADERS, 'Content-Type': TYPES[format], 'Content-Disposition': `attachment; filename="${name}"` },
    })
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    return NextResponse.json({ error: 'unavailable' }, { status: 503, headers: HEADERS })
  }
}
