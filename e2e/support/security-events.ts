import { readFileSync } from 'node:fs'

/** A line of the log about one sign-in. */
export interface SecurityEvent {
  msg: string
  level?: number
  code?: string
  reference?: string
  check?: string | null
}

/** What a dashboard has logged under a reference. A line is there before the answer that shows its reference. */
export function eventsUnder(reference: string, logFile = process.env.E2E_LOG_FILE ?? ''): SecurityEvent[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(reference))
    .map((line) => JSON.parse(line))
}
