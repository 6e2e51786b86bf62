import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from '#cli/run'
import type { Terminal } from '#cli/terminal'
import { CLIENT_HEADER } from '#lib/client-address'

export type Answerer = (request: Request) => Response | Promise<Response>

/** A server of this machine that answers as it is told. */
export async function serve(answer: Answerer): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    respond(request, response, answer).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answerer): Promise<void> {
  const headers = new Headers({ [CLIENT_HEADER]: '127.0.0.1' })
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  // One class, which Node's types and the browser's declare differently.
  const body = hasBody ? (Readable.toWeb(request) as ReadableStream) : null
  const init = { method: request.method ?? 'GET', headers, body, duplex: 'half' }
  const given = await answer(new Request(`http://${request.headers.host}${request.url}`, init))
  response.writeHead(given.status, [...given.headers].flat())
  if (given.body) await pipeline(given.body, response)
  else response.end()
}

export interface Ran {
  code: number
  out: string
  err: string
}

/** Runs a command in this process. @param stdin what is piped in */
export async function mooring(words: string[], env: Record<string, string>, stdin?: string): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const piped: Terminal['stdin'] = Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)])
  piped.isTTY = stdin === undefined
  const [outs, errs] = [stdout.toArray(), stderr.toArray()]
  const code = await run(words, { env, stdin: piped, stdout, stderr })
  stdout.end()
  stderr.end()
  return { code, out: Buffer.concat(await outs).toString(), err: Buffer.concat(await errs).toString() }
}
