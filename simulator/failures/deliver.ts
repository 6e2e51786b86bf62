import type { ServerResponse } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import type { Answer } from '#simulator/answer'
import type { Delivery, FailureOf } from '#simulator/failures/failure-schemas'

/** The status that went out, or 0 when the caller saw none. */
export async function deliver(response: ServerResponse, answer: Answer, failure: Delivery | null): Promise<number> {
  switch (failure?.kind) {
    case 'lose_answer':
    case 'refuse':
      response.destroy()
      return 0
    case 'stall':
      writeHead(response, answer)
      response.flushHeaders()
      // Silence until the caller gives up or the simulator stops.
      return answer.status
    case 'cut':
      writeHead(response, answer, { 'content-length': Buffer.byteLength(answer.body) + 100 })
      response.write(answer.body, () => response.destroy())
      return answer.status
    case 'trickle':
      await trickle(response, answer, failure.ms)
      return answer.status
    case 'oversized':
      await pour(response, failure)
      return 200
    case 'raw':
      await writeRaw(response, failure)
      if (failure.next === 'answer') return deliver(response, answer, null)
      if (failure.next === 'end') response.destroy()
      return 0
    default:
      writeHead(response, answer, lengthOf(answer))
      response.end(answer.body)
      return answer.status
  }
}

function writeHead(response: ServerResponse, { status, headers }: Answer, extra: Record<string, number> = {}): void {
  // Node's own Date header ignores a moved clock, and callers measure their clock skew with it.
  const date = new Date(Date.now()).toUTCString()
  response.writeHead(status, { 'x-content-type-options': 'nosniff', ...headers, ...extra, date })
}

function lengthOf({ status, body }: Answer): Record<string, number> {
  return status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }
}

async function trickle(response: ServerResponse, answer: Answer, ms: number): Promise<void> {
  writeHead(response, answer)
  for (const byte of Buffer.from(answer.body)) {
    if (response.destroyed) return
    response.write(Buffer.from([byte]))
    await sleep(ms, undefined, { ref: false })
  }
  response.end()
}

/** Bytes that no server of Node would send, straight to the socket. */
async function writeRaw({ socket }: ServerResponse, { text, every }: FailureOf<'raw'>): Promise<void> {
  const write = () => new Promise<void>((resolve) => socket?.write(text, 'latin1', () => resolve()))
  await write()
  while (every > 0 && socket?.writable) {
    await sleep(every, undefined, { ref: false })
    await write()
  }
}

/** A well-formed JSON document that does not end for many megabytes. */
async function pour(response: ServerResponse, { megabytes, gzip }: FailureOf<'oversized'>): Promise<void> {
  const encoding = gzip ? { 'content-encoding': 'gzip' } : {}
  writeHead(response, {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...encoding },
    body: '',
  })
  // A caller that hangs up has had enough: that is what it is there to do.
  await pipeline(Readable.from(padding(megabytes)), gzip ? createGzip() : new PassThrough(), response).catch(() => {})
}

function* padding(megabytes: number): Generator<string> {
  yield '{"padding":"'
  for (let blocks = megabytes * 16; blocks > 0; blocks -= 1) yield 'x'.repeat(64 * 1024)
  yield '"}'
}
