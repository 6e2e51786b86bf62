import type { Trip } from '#simulator/authorization/trips'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

/** One request of a browser that is on its trip. */
export interface Visit {
  world: World
  call: Call
  uid: string
  trip: Trip
  scopes: string[]
  organizationId: string | null
  /** When the authorization request arrived, in seconds. */
  requestedAt: number
}
