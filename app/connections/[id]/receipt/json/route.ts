import { DatabaseUnavailable } from '#lib/db'
import { loadReceipt } from '#lib/loaders/connection/load-receipt'
import { visibleJson } from '#lib/text/foreign-text'

const HEADERS = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json; charset=utf-8' }

/** The receipt as a file, and while its steps are being done, how far they are. */
export async function GET(_: Request, { params }: RouteContext<'/connections/[id]/receipt/json'>): Promise<Response> {
  const receipt = await loadReceipt((await params).id).catch(away)
  if (receipt instanceof Response) return receipt
  // None yet: the dialog asks from the moment at which its button is pressed.
  if (receipt === null) return new Response(null, { status: 204, headers: HEADERS })
  const { id, environment, organizationId, organizationName, membershipId, memberName, grantedAt, ...rest } = receipt
  const { state, isRunning, requestedAt, finishedAt, madeAt, claims, steps } = rest
  const said = {
    ...{ format: 'mooring-receipt', version: 1, madeAt, state, isRunning, environment, connectionId: id },
    organization: { id: organizationId, name: organizationName },
    member: { membershipId, name: memberName },
    ...{ grantedAt, requestedAt, finishedAt, proven: claims, steps },
  }
  const name = `mooring-receipt-${requestedAt.toISOString().slice(0, 10)}.json`
  return new Response(visibleJson(said), {
    headers: { ...HEADERS, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}

function away(error: unknown): Response {
  if (!(error instanceof DatabaseUnavailable)) throw error
  return new Response('{"error":"unavailable"}', { status: 503, headers: HEADERS })
}
