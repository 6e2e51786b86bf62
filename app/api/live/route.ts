import { NextResponse } from 'next/server'
import { DatabaseUnavailable } from '#lib/db'
import { askMark } from '#lib/loaders/live/mark'
import { openStream } from '#lib/loaders/live/streams'

// `no-transform`, because what is compressed waits until a block of it is full.
const HEADERS = { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' }
const EVENTS = { ...HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' }
const BUSY = 'event: busy\ndata: -\n\n'

/**
 * Tells an open page that something it shows has changed, and nothing of what (decision 0052): as a stream of events, or once
 * as JSON. It is no use of the session, which goes idle beside an open page. 204, which a browser takes as *do not come back*,
 * when nobody is signed in.
 */
export async function GET(request: Request): Promise<Response> {
  const site = request.headers.get('sec-fetch-site') ?? 'same-origin'
  if (site !== 'same-origin' && site !== 'none') return new Response(null, { status: 403, headers: HEADERS })
  const isStream = request.headers.get('accept')?.includes('text/event-stream')
  try {
    const asked = await askMark()
    if (!asked) return new Response(null, { status: 204, headers: HEADERS })
    if (!isStream) return NextResponse.json({ mark: asked.mark }, { headers: HEADERS })
    return new Response(openStream(asked.session.id, asked.mark) ?? BUSY, { headers: EVENTS })
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    if (isStream) return new Response(BUSY, { headers: EVENTS })
    return NextResponse.json({ error: 'unavailable' }, { status: 503, headers: HEADERS })
  }
}
