import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import next from 'next'

// Serves the bare pages from one process, as server/main.ts serves ours, with a nonce for each answer.
const port = Number(process.env.PORT)
const app = next({ dev: false, dir: import.meta.dirname, hostname: 'localhost', port, httpServer: createServer() })
await app.prepare()
const handle = app.getRequestHandler()
createServer((request, response) => {
  const policy = `script-src 'nonce-${randomBytes(16).toString('hex')}' 'strict-dynamic'`
  request.headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
  void handle(request, response)
}).listen(port, '127.0.0.1')
