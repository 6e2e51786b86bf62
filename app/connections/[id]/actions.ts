import { connectWithQonto } from '#app/actions/connect-with-qonto'
import {
  checkConnection,
  disconnectConnection,
  pauseConnection,
  resumeConnection,
  subscribeConnection,
} from '#app/actions/connection-actions'
import type { ConnectionActions } from '#components/connection/connection-actions'

/** What a person can do to a connection, for the frame of each of its pages. */
export const ACTIONS: ConnectionActions = {
  connect: connectWithQonto,
  check: checkConnection,
  pause: pauseConnection,
  resume: resumeConnection,
  subscribe: subscribeConnection,
  disconnect: disconnectConnection,
}
