import { limitRoute } from '#lib/auth/limits/limit'
import { settings } from '#lib/env'
import { unsubscribe } from '#lib/told/mail/addresses/change-address'

const HEADERS = { 'Cache-Control': 'no-store' }

/** Where mail programs send their one click (RFC 8058), without a cookie and without saying where from: the link is the proof. */
export const POST = limitRoute('one_click', async (request) => {
  const done = await unsubscribe(codeOf(request))
  return new Response(null, { status: done ? 200 : 404, headers: HEADERS })
})

/** Older programs open the same address for a person. Changes nothing: scanners open every link. */
export async function GET(request: Request): Promise<Response> {
  const code = encodeURIComponent(codeOf(request))
  return new Response(null, {
    status: 303,
    headers: { ...HEADERS, Location: `${settings().origin}/mail/unsubscribe/${code}` },
  })
}

function codeOf({ url }: Request): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
}
