interface Told {
  status: number
  title: string
  /** What the caller does next. */
  mend: string
}

/** Everything that can go wrong with a call, by what its caller must do next (RFC 9457). A closed list: callers match on the code. */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'The request is not one that this call takes.',
    mend: 'Correct the field that is named in `detail`.',
  },
  invalid_key: {
    status: 401,
    title: 'The API key is missing, unknown, expired or revoked.',
    mend: 'Send another key, or have its owner make a new one.',
  },
  not_permitted: {
    status: 403,
    title: 'The API key may not do this.',
    mend: 'Use a key with the permission, from an address that it allows.',
  },
  missing_scopes: {
    status: 403,
    title: 'The connection was not granted every scope that was asked for.',
    mend: 'Its owner allows more on the page of `action_url`. `missing_scopes` lists what is missing.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing, or the API key may not see it.',
    mend: 'Compare the address with the list of connections of this key.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not take this method.',
    mend: 'Use the method of the reference.',
  },
  paused: {
    status: 409,
    title: 'The connection is paused.',
    mend: 'Its owner resumes it on the page of `action_url`, or a key that may do so.',
  },
  busy: {
    status: 409,
    title: 'Another request is doing this at the moment.',
    mend: 'Try again after `retry_after` seconds.',
  },
  disconnected: {
    status: 410,
    title: 'The connection was ended.',
    mend: 'Stop asking. Its owner can connect again on the page of `action_url`.',
  },
  too_large: {
    status: 413,
    title: 'The body is longer than any that this call takes.',
    mend: 'Send less.',
  },
  reconnect: {
    status: 424,
    title: 'Somebody must authorise the connection again.',
    mend: 'Its owner does so on the page of `action_url`.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests.',
    mend: 'Try again after `retry_after` seconds.',
  },
  failed: {
    status: 500,
    title: 'Something failed here, through no fault of the request.',
    mend: 'Give an administrator the `request_id`: the log has it too.',
  },
  setup_problem: {
    status: 502,
    title: 'An administrator of the dashboard must act.',
    mend: 'Tell an administrator. The page of `action_url` says what is wrong.',
  },
  later: {
    status: 503,
    title: 'Qonto cannot be asked at the moment.',
    mend: 'Try again after `retry_after` seconds. Nobody has to do anything.',
  },
  locked: {
    status: 503,
    title: 'The stored tokens cannot be opened.',
    mend: 'Tell an administrator: the encryption key is missing or another one.',
  },
  unavailable: {
    status: 503,
    title: 'The database of the dashboard is away.',
    mend: 'Try again after `retry_after` seconds.',
  },
} as const satisfies Record<string, Told>

export type ProblemCode = keyof typeof PROBLEMS

/** A problem before it is written: what is said beside its code. */
export interface Problem<Code extends ProblemCode = ProblemCode> {
  code: Code
  /** In words, for the log of the caller. Never a secret, never what the caller sent. */
  detail?: string
  /** A page of the dashboard on which a person can mend it. */
  actionUrl?: string
  /** Seconds. */
  retryAfter?: number
  missingScopes?: string[]
}

export function problem<const Code extends ProblemCode>(
  code: Code,
  rest: Omit<Problem, 'code'> = {},
): { ok: false; reason: Problem<Code> } {
  return { ok: false, reason: { code, ...rest } }
}
