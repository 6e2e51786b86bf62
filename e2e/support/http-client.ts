import { randomUUID } from 'node:crypto'
import { readForm } from '../browser/forms.ts'
import { expectDescribed } from './described-answers.ts'
import { eventsUnder, type SecurityEvent } from './security-events.ts'
import type { Simulator, Wish } from './simulator.ts'
import { Transcript } from './transcript.ts'

type Fields = Record<string, string>

/** Where a callback ended. */
export interface Arrival {
  status: number
  /** Path and query, on this site or (whole) elsewhere. */
  location: string
  /** The code of our error page; null when it is not the error page. */
  error: string | null
  reference: string | null
  setCookies: string[]
  milliseconds: number
  /** What was logged under the reference. */
  events: SecurityEvent[]
}

export const SESSION_COOKIE = 'next-auth.session-token'
export const TRIP_COOKIE = 'next-auth.transaction'

/** A plain HTTP client with a cookie jar that speaks the standard routes of next-auth, without a browser. */
export class HttpClient {
  readonly cookies = new Map<string, string>()
  readonly origin: string
  private readonly simulator: Simulator
  private readonly transcript: Transcript
  private readonly logFile: string | undefined

  /** @param logFile where the dashboard at `origin` logs, when it is not the one that all tests share */
  constructor(origin: string, simulator: Simulator, transcript = new Transcript(), logFile?: string) {
    this.origin = origin
    this.simulator = simulator
    this.transcript = transcript
    this.logFile = logFile
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    // As every browser does; only routes that prove a request otherwise take one without.
    if (init.method === 'POST' && !path.startsWith('/api/') && !headers.has('sec-fetch-site') && !headers.has('origin'))
      headers.set('origin', this.origin)
    if (this.cookies.size > 0) headers.set('cookie', this.cookieHeader)
    const response = await fetch(new URL(path, this.origin), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    this.transcript.add(response)
    await expectDescribed(this.origin, init.method ?? 'GET', path, response)
    return response
  }

  get(path: string, headers: Fields = {}): Promise<Response> {
    return this.send(path, { headers })
  }

  post(path: string, fields: Fields | URLSearchParams, headers: Fields = {}): Promise<Response> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  }

  /** Presses a button of a page, as a browser without JavaScript does: its form goes back to the page. */
  async press(path: string, button: RegExp): Promise<Response> {
    return this.submit(path, await this.form(path, button))
  }

  /** The form of a page that has this button, to be sent later or elsewhere. */
  async form(path: string, button: RegExp): Promise<FormData> {
    return readForm(await (await this.get(path)).text(), button)
  }

  /** Sends a form that was read from a page, now or a while ago. */
  submit(path: string, form: FormData, headers: Fields = {}): Promise<Response> {
    return this.send(path, { method: 'POST', body: form, headers })
  }

  async csrfToken(): Promise<string> {
    return (await (await this.get('/api/auth/csrf')).json()).csrfToken
  }

  /** Presses *Connect with Qonto*; the address that the browser is sent to. */
  async begin(fields: Fields = {}, query = ''): Promise<string> {
    const csrfToken = await this.csrfToken()
    const response = await this.post(`/api/auth/signin/qonto${query}`, { csrfToken, ...fields })
    return response.headers.get('location') ?? ''
  }

  /** Goes to the bank as somebody and agrees (or not); the callback that is still to be opened. */
  async consent(person: string, wish: Wish = {}, fields: Fields = {}): Promise<string> {
    return this.simulator.authorize(await this.begin(fields), person, wish)
  }

  /** The same, from an address of the bank on. */
  simulatedTrip(url: string, person: string): Promise<string> {
    return this.simulator.authorize(url, person)
  }

  async arrive(callback: string): Promise<Arrival> {
    const began = performance.now()
    const response = await this.get(callback)
    const url = new URL(response.headers.get('location') ?? '/no-redirect', this.origin)
    const isError = url.pathname === '/sign-in/error'
    const reference = isError ? url.searchParams.get('ref') : null
    return {
      status: response.status,
      location: url.origin === this.origin ? `${url.pathname}${url.search}` : url.href,
      error: isError ? url.searchParams.get('error') : null,
      reference,
      setCookies: response.headers.getSetCookie(),
      milliseconds: performance.now() - began,
      events: reference === null ? [] : eventsUnder(reference, this.logFile),
    }
  }

  /** The whole trip. */
  async signIn(person: string, wish: Wish = {}, fields: Fields = {}): Promise<Arrival> {
    return this.arrive(await this.consent(person, wish, fields))
  }

  /** *Connect another organisation*. */
  connect(person: string, wish: Wish = {}): Promise<Arrival> {
    return this.signIn(person, wish, { intent: 'connect' })
  }

  /** Who next-auth says is signed in; null for nobody. */
  async userId(): Promise<string | null> {
    const session = await (await this.get('/api/auth/session')).json()
    return session?.user?.id ?? null
  }

  async signOut(): Promise<Response> {
    return this.post('/api/auth/signout', { csrfToken: await this.csrfToken() })
  }

  get sessionToken(): string | undefined {
    return this.cookies.get(SESSION_COOKIE)
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Another browser with the same cookies, as they are now. */
  twin(): HttpClient {
    const twin = new HttpClient(this.origin, this.simulator, this.transcript, this.logFile)
    for (const [name, value] of this.cookies) twin.cookies.set(name, value)
    return twin
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** A callback with some of its parameters changed; null takes one away. */
export function tampered(callback: string, changes: Record<string, string | null>): string {
  const url = new URL(callback)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  return url.href
}

export function unguessable(): string {
  return randomUUID().replaceAll('-', '')
}

/** The status of an answer. Of a body that is too long, the answer may be lost with the connection. */
export function statusOf(answer: Promise<Response>): Promise<number> {
  return answer.then(
    ({ status }) => status,
    () => 413,
  )
}
