import { connect } from 'node:net'

/** What came back over a socket before it was closed, or before patience ran out. */
export interface RawAnswer {
  /** The status lines, one per answer. */
  statuses: number[]
  text: string
}

/** Sends bytes as they are: what no HTTP client would send. */
export function sendRaw(origin: string, bytes: string | Buffer, patienceMs = 1_500): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>()
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  let text = ''
  const end = () => {
    socket.destroy()
    const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status))
    resolve({ statuses, text })
  }
  socket.setTimeout(patienceMs, end)
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  socket.on('close', end)
  // Hanging up in the middle is an answer too.
  socket.on('error', end)
  socket.write(bytes)
  return promise
}

/** A request line with headers and an empty line, as they are. */
export function rawRequest(line: string, headers: string[], body = ''): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`
}
