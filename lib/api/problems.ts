/** Everything that can go wrong with a call, by what its caller must do next (RFC 9457). A closed list: callers match on the code. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not one that this call takes.' },
  invalid_key: { status: 401, title: 'The API key is missing, unknown, expired or revoked.' },
  not_permitted: { status: 403, title: 'The API key may not do this.' },
  missing_scopes: { status: 403, title: 'The connection was not granted every scope that was asked for.' },
  not_found: { status: 404, title: 'There is no such thing, or the API key may not see it.' },
  method_not_allowed: { status: 405, title: 'This address does not take this method.' },
  paused: { status: 409, title: 'The connection is paused.' },
  busy: { status: 409, title: 'Another request is doing this at the moment.' },
  disconnected: { status: 410, title: 'The connection was ended.' },
  too_large: { status: 413, title: 'The body is longer than any that this call takes.' },
  reconnect: { status: 424, title: 'Somebody must authorise the connection again.' },
  too_many_requests: { status: 429, title: 'Too many requests.' },
  setup_problem: { status: 502, title: 'An administrator of the dashboard must act.' },
  later: { status: 503, title: 'Qonto cannot be asked at the moment. Try again.' },
  locked: { status: 503, title: 'The stored tokens cannot be opened. An administrator must act.' },
  unavailable: { status: 503, title: 'The database of the dashboard is away. Try again.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** A problem before it is written: what is said beside its code. */
export interface Problem {
  code: ProblemCode
  /** In words, for the log of the caller. Never a secret, never what the caller sent. */
  detail?: string
  /** A page of the dashboard on which a person can mend it. */
  actionUrl?: string
  /** Seconds. */
  retryAfter?: number
  missingScopes?: string[]
}

export function problem(code: ProblemCode, rest: Omit<Problem, 'code'> = {}): { ok: false; reason: Problem } {
  return { ok: false, reason: { code, ...rest } }
}
