import { createServer, type RequestListener, type Server } from 'node:http'
import { type GuardOptions, guardRequests } from '#server/guard/guard-requests'
import { identifyRequest } from '#server/guard/identify-request'

/** An HTTP server with a limit for everything that a client decides: size, time, number. */
export function createGuardedServer(handler: RequestListener, options: GuardOptions): Server {
  const server = createServer(
    {
      // Six cookies of ours are some 3 kB, and an authorization answer may explain itself in 10 kB, three times as long when
      // every letter is encoded; more than this is answered with 431.
      maxHeaderSize: 48 * 1024,
      // Slow on purpose: 15 s for the headers, 30 s for the whole request, looked at every 5 s (node's own is 30 s).
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 5_000,
      // Longer than the usual 60 s of reverse proxies, because a proxy must never send into a connection that we just closed.
      keepAliveTimeout: 65_000,
      // Two readings of one request are how requests are smuggled. Said here, or NODE_OPTIONS could say otherwise.
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    identifyRequest(guardRequests(handler, options), options.trustedProxies),
  )
  // Beyond it new connections are closed at once; far above what a reverse proxy keeps open, far below what a process can.
  server.maxConnections = 5_000
  // Nobody may tunnel through us; without a listener node would close the connection without an answer.
  server.on('connect', (_request, socket) => socket.end(NO_TUNNEL))
  return server
}

const NO_TUNNEL = 'HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
