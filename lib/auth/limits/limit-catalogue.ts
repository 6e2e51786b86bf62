/** What is expensive or guessable, how often, for whom, and why that often. A view of a page is never counted. */
interface Limit {
  /** Whom it counts for: a signed-in browser, an address, which may be a whole office, a key, or whom a mail is sent to. */
  per: 'session' | 'address' | 'key' | 'mailbox'
  points: number
  seconds: number
  because: string
}

export const LIMITS = {
  begin: {
    per: 'address',
    points: 120,
    seconds: 60,
    because: 'a row and three sealed cookies; two people a second is an office at nine o’clock',
  },
  callback: {
    per: 'address',
    points: 240,
    seconds: 60,
    because: 'up to three requests to Qonto; twice as many as can begin, because people reload',
  },
  action: {
    per: 'session',
    points: 60,
    seconds: 60,
    because: 'a request to Qonto or a change; nobody reads an answer in less than a second',
  },
  webhook: {
    per: 'address',
    points: 300,
    seconds: 60,
    because: 'a look-up and an HMAC; Qonto delivers again what is refused',
  },
  api: { per: 'key', points: 600, seconds: 60, because: 'ten calls a second are a program that asks for every use' },
  bad_key: { per: 'address', points: 60, seconds: 60, because: 'nobody guesses 256 bits, but everybody can try' },
  bad_link: { per: 'address', points: 60, seconds: 60, because: 'the same of a status link or a calendar' },
  confirmation: {
    per: 'mailbox',
    points: 5,
    seconds: 3_600,
    because: 'whoever did not ask for a mail is not sent many',
  },
  one_click: {
    per: 'address',
    points: 300,
    seconds: 60,
    because: 'an HMAC and a row; mail providers click for many people',
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS
