import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

// Serves an app of Next from one process, as server/main.ts serves ours, with a nonce for each answer.
const dir = resolve(process.argv[2] ?? '')
const port = Number(process.env.PORT)
/** The Next that the app has, which need not be ours. */
const next: typeof import('next').default = createRequire(join(dir, 'next.config.js'))('next')
const app = next({ dev: false, dir, hostname: 'localhost', port, httpServer: createServer() })
await app.prepare()
const handle = app.getRequestHandler()
createServer((request, response) => {
  const policy = `script-src 'nonce-${randomBytes(16).toString('hex')}' 'strict-dynamic'`
  request.headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
  void handle(request, response)
}).listen(port, '127.0.0.1')
