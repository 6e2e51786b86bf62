import type Provider from 'oidc-provider'
import type { Trips } from '#simulator/authorization/trips'
import type { FailureList } from '#simulator/failures/failures'
import type { Limiter } from '#simulator/failures/rate-limit'
import type { RequestLog } from '#simulator/request-log'
import type { Store } from '#simulator/store/store'

export interface SimulatorOptions {
  /** The issuer and the address to listen on, for example `http://127.0.0.1:4400`. Loopback only. Port 0 picks a free one. */
  url: string
  /** Where grants, tokens and signing keys survive a restart; null keeps them in memory. */
  dataDirectory: string | null
  clientId: string
  clientSecret: string
  stagingToken: string
  /** What is registered for the app from the start; more comes by the control API. */
  redirectUris: string[]
  latencyMs?: number
}

export interface Simulator {
  url: string
  close(): Promise<void>
}

/** Everything one running simulator knows. Each has its own, because tests run several in one process. */
export interface World {
  options: SimulatorOptions
  store: Store
  failures: FailureList
  limiter: Limiter
  requests: RequestLog
  trips: Trips
  provider: Provider
  latencyMs: number
  /** How often a failure shall happen, as last chosen in each group of the control page. */
  often: Map<string, string>
  /** True lets the app subscribe with a plain http address of this computer. */
  plainCallbacks: boolean
  /** Webhooks that were sent, since the last reset. */
  deliveries: WebhookDelivery[]
  /** What the app would have mailed, the newest first. */
  mails: Mail[]
}

/** A mail as the app would have sent it. */
export interface Mail {
  id: string
  at: string
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

/** One event as it was sent; status 0 means no answer in time. */
export interface WebhookDelivery {
  at: string
  id: string
  subscriptionId: string
  type: string
  status: number
}
