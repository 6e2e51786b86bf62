import type { Memory } from '#e2e/adversarial/plain-next-auth/memory'
import type { Variation } from '#e2e/adversarial/plain-next-auth/options'
import { type HttpClient, SESSION_COOKIE } from '#e2e/http-client'
import type { Simulator } from '#e2e/simulator'

/** What a pitfall is tried on: the dashboard, or a site on plain next-auth, in the same words. */
export interface Site {
  simulator: Simulator
  newClient(): HttpClient
  /** Its log, or what it wrote to the console, since the pitfall began. */
  said(): string
  /** From now on nothing can be stored, and the reason is this. */
  breakStorage(message: string): Promise<void>
  /** From now on sessions cannot be read. */
  breakReading(): Promise<void>
  mend(): Promise<void>
  /** Fingerprints of the refresh tokens that it could use. */
  refreshTokens(): Promise<Set<string>>
  /** Everything that it has stored. */
  stored(): Promise<string>
  /** What a person does when they want something from their connection. */
  use(client: HttpClient): Promise<void>
  /** Whether it would let the person go on with their connection without signing in again. */
  stillWorks(client: HttpClient): Promise<boolean>
  /** What a person does when they want it to end; whether the site says that it has. */
  disconnect(client: HttpClient): Promise<boolean>
  /** Gives every session an hour to live. */
  letSessionsNearEnd(): Promise<void>
  sessionEnds(): Promise<Date>
  /** The names of its cookies where it is opened over https. */
  httpsCookies(): Promise<string[]>
  /** Its NEXTAUTH_SECRET, as a thief would know it. */
  secret: string
  /** How often another provider of the same site was told the staging token. */
  strangerWasTold(): number
}

export type Outcome = 'holds' | 'falls'

export interface Pitfall {
  /** The id of the case and of its row in security.md, section 4.1; from P41 on the facts of section 0. */
  id: string
  /** What a site should do. */
  title: string
  /** What plain next-auth does instead, for the table. */
  plainly: string
  /** What plain next-auth is seen to do; `falls` unless said otherwise. */
  plain?: Outcome
  /** How the control is configured, where the pitfall needs an option. */
  vary?: (memory: Memory) => Variation
  /** Grants at the bank that nobody here can know of, because their tokens never arrived. */
  orphans?: number
  check: (site: Site) => Promise<boolean>
}

/** Where a callback ended, in words that fit both sites. */
export interface Ending {
  status: number
  location: string
  signedIn: boolean
}

export async function finish(client: HttpClient, callback: string): Promise<Ending> {
  const response = await client.get(callback)
  const signedIn = response.headers
    .getSetCookie()
    .some((line) => line.startsWith(`${SESSION_COOKIE}`) && !/=;/.test(line))
  return { status: response.status, location: response.headers.get('location') ?? '', signedIn }
}

export async function signIn(client: HttpClient, person: string): Promise<Ending> {
  return finish(client, await client.consent(person))
}
