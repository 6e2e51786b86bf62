import { PROBLEMS, type Problem } from '#lib/api/problems'

/** A problem as it goes out (RFC 9457). */
export interface WrittenProblem {
  status: number
  headers: Record<string, string>
  text: string
}

/**
 * @param requestId the log has it too
 * @param origin of the dashboard, whose reference has a place for each code
 */
export function writeProblem(
  { code, detail, actionUrl, retryAfter, missingScopes }: Problem,
  requestId: string,
  origin: string,
): WrittenProblem {
  const { status, title } = PROBLEMS[code]
  const text = JSON.stringify({
    type: `${origin}/api-reference#${code}`,
    ...{ title, status, code, request_id: requestId },
    ...(detail !== undefined && { detail }),
    ...(actionUrl !== undefined && { action_url: actionUrl }),
    ...(retryAfter !== undefined && { retry_after: retryAfter }),
    ...(missingScopes !== undefined && { missing_scopes: missingScopes }),
  })
  const headers = {
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    'Content-Type': 'application/problem+json',
    // Said, so that head and body go out in one piece (server/answer/answer-calls.ts).
    'Content-Length': String(Buffer.byteLength(text)),
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="mooring"' }),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  }
  return { status, headers, text }
}
