import 'server-only'
import type { Call } from '#lib/api/call'
import {
  checkConnection,
  disconnectConnection,
  getConnection,
  getKey,
  pauseConnection,
  resumeConnection,
} from '#lib/api/connections/connection-calls'
import { getToken } from '#lib/api/connections/get-token'
import { listConnections } from '#lib/api/connections/list-connections'
import {
  createEndpoint,
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  rollEndpointSecret,
  testEndpoint,
  updateEndpoint,
} from '#lib/api/webhooks/webhook-calls'

/** Everything that the API can do. */
export const CALLS: readonly Call[] = [
  getKey,
  listConnections,
  getConnection,
  getToken,
  checkConnection,
  pauseConnection,
  resumeConnection,
  disconnectConnection,
  listEndpoints,
  createEndpoint,
  getEndpoint,
  updateEndpoint,
  deleteEndpoint,
  testEndpoint,
  rollEndpointSecret,
]
