import { NextResponse } from 'next/server'
import { throttleAction, tooManyRequests } from '#lib/auth/limits/limit'
import { DatabaseUnavailable } from '#lib/db'
import { loadExport } from '#lib/loaders/load-export'
import { visibleJson } from '#lib/text/foreign-text'

const HEADERS = { 'Cache-Control': 'no-store' }

/** *Download my data*: a file with everything that is kept about whoever is signed in. Changes nothing. */
export async function GET(): Promise<Response> {
  try {
    // Reading and opening everything costs as much as a button.
    const spent = await throttleAction()
    if (!spent.ok) return tooManyRequests(spent.reason)
    const exported = await loadExport()
    if (!exported) return new Response(null, { status: 303, headers: { ...HEADERS, Location: '/' } })
    const name = `mooring-data-${exported.exportedAt.slice(0, 10)}.json`
    return new Response(visibleJson(exported), {
      headers: {
        ...HEADERS,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
      },
    })
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    return NextResponse.json({ error: 'unavailable' }, { status: 503, headers: HEADERS })
  }
}
