const KEPT = 5_000

/** One request as it was seen. Never a query, a body or a header value: those hold secrets. */
export interface LoggedRequest {
  at: string
  method: string
  path: string
  status: number
  target: string
  grantType: string | null
  stagingHeader: boolean
  /** The staging header's name as it was spelled on the wire. */
  stagingHeaderName: string | null
  failure: string | null
}

export interface RequestLog {
  entries: LoggedRequest[]
  /** By target, since the last reset. */
  counts: Record<string, number>
}

export function newRequestLog(): RequestLog {
  return { entries: [], counts: {} }
}

export function logRequest(log: RequestLog, entry: LoggedRequest): void {
  log.entries.push(entry)
  if (log.entries.length > KEPT) log.entries.shift()
  log.counts[entry.target] = (log.counts[entry.target] ?? 0) + 1
}
