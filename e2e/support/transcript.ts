import type { Response as PageResponse } from '@playwright/test'

/** What the dashboard answered, for those who look through it afterwards. */
export interface Answer {
  /** Path without the query: what we were sent may hold a code, what we answer may not. */
  path: string
  status: number
  /** Headers without cookies, and the body. */
  text: string
}

/** Collects the dashboard's answers of one test. */
export class Transcript {
  private readonly pending: Array<Promise<Answer>> = []
  private readonly given = { sessions: new Set<string>(), states: new Set<string>() }

  add(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const session = /session-token=([^;]+)/.exec(line)?.[1]
      if (session) this.given.sessions.add(session)
    }
    const state = URL.parse(response.headers.get('location') ?? '')?.searchParams.get('state')
    if (state) this.given.states.add(state)
    const copy = response.clone()
    this.keep(response.url, response.status, [...response.headers], copy.text())
  }

  addPage(response: PageResponse): void {
    const { pathname } = new URL(response.url())
    if (!pathname.startsWith('/_next/static'))
      this.keep(response.url(), response.status(), Object.entries(response.headers()), response.text())
  }

  answers(): Promise<Answer[]> {
    return Promise.all(this.pending)
  }

  /** The session tokens that were given out. */
  sessions(): string[] {
    return [...this.given.sessions]
  }

  /** The states of the trips that were begun. */
  states(): string[] {
    return [...this.given.states]
  }

  private keep(url: string, status: number, headers: Array<[string, string]>, body: Promise<string>): void {
    const { pathname } = new URL(url)
    const told = headers.filter(([name]) => name !== 'set-cookie')
    this.pending.push(
      // A redirect has no body that a browser could give, and a cancelled one none either.
      body.catch(() => '').then((text) => ({ path: pathname, status, text: `${JSON.stringify(told)}\n${text}` })),
    )
  }
}
