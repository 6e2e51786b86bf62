import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

interface Heard {
  type: string
  id: string
  data: Record<string, unknown>
}

/** A program on the same machine that verifies with the library of the standard what it is told. */
export async function startReceiver() {
  /** What it has taken, and the ids of what it turned away. */
  const [heard, turnedAway]: [Heard[], string[]] = [[], []]
  /** A flapping one takes each event at the second attempt only. */
  const receiver = { status: 200, secret: '', isFlapping: false }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const headers = request.headers as Record<string, string>
    const id = headers['webhook-id'] ?? ''
    const message = verify(receiver.secret, body, headers)
    const isFirst = !turnedAway.includes(id)
    if (message === null || (receiver.isFlapping && isFirst)) {
      turnedAway.push(message === null ? 'not signed' : id)
      return response.writeHead(503).end()
    }
    heard.push({ ...message, id })
    return response.writeHead(receiver.status).end('Heard, <b>thanks</b>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { heard, turnedAway, receiver, url, close: () => server.close() }
}

function verify(secret: string, body: string, headers: Record<string, string>): Omit<Heard, 'id'> | null {
  try {
    return new Webhook(secret).verify(body, headers) as Omit<Heard, 'id'>
  } catch {
    return null
  }
}
