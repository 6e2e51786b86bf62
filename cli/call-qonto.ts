import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { defaultPathSerializer } from 'openapi-fetch'
import { failureOf, send } from '#cli/client'
import { EXIT, type ExitCode } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import type { Settings } from '#cli/read-settings'
import type { operations, paths } from '#cli/schema'
import { complain, shown, type Terminal } from '#cli/terminal'

export interface QontoCall {
  id: string
  method: string
  /** As curl takes it: `/v2/transactions?per_page=5`. */
  path: string
  data?: string | undefined
  header?: string[] | undefined
}

/** From the document, though not called by its client: that reads a refusal as text, and what Qonto answers passes as it came. */
const PATH = '/connections/{id}/qonto/{path}' satisfies keyof paths
/** The dashboard gives a call five minutes in all. */
const LIMIT_MS = 360_000
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const READS_STDIN = ['POST', 'PUT', 'PATCH']

/** `mooring qonto`: the request goes to Qonto with the connection's token, and the answer to standard output as it arrives. */
export async function callQonto(settings: Settings, terminal: Terminal, call: QontoCall): Promise<ExitCode> {
  const request = requestOf(settings, terminal, call)
  try {
    return await relay(await send(request, settings.url, LIMIT_MS), terminal)
  } finally {
    // A producer that still writes would keep this process waiting for what nobody reads any more.
    if (request.body) terminal.stdin.destroy()
  }
}

/** Writes the answer as it arrives. */
async function relay(response: Response, terminal: Terminal): Promise<ExitCode> {
  // Qonto's own errors are of another type.
  if (response.headers.get('content-type')?.startsWith('application/problem+json'))
    throw failureOf(response, await response.json().catch(() => null))
  if (response.body) await pipeline(response.body, terminal.stdout, { end: false }).catch(breakOff)
  const trace = response.headers.get('x-tyk-trace-id')
  if (!response.ok)
    complain(terminal, `Qonto answered ${response.status}${trace ? ` (trace id ${shown(trace)})` : ''}.`)
  return codeOf(response)
}

function requestOf({ url, key }: Settings, { stdin }: Terminal, { id, method, path, data, header }: QontoCall) {
  if (!METHODS.includes(method)) throw new Failure(`A method is one of ${METHODS.join(', ')}.`)
  if (data !== undefined && /^(GET|HEAD)$/.test(method)) throw new Failure(`A ${method} takes no body.`)
  const headers = headersOf(header)
  headers.set('authorization', `Bearer ${key}`)
  const body = data ?? (READS_STDIN.includes(method) && !stdin.isTTY ? streamOf(stdin) : null)
  if (body !== null && !headers.has('content-type')) headers.set('content-type', 'application/json')
  const [decoded, query] = split(path)
  const parameters: operations['getFromQonto']['parameters']['path'] = { id, path: decoded }
  const address = `${url}/api/v1${defaultPathSerializer(PATH, parameters)}${query}`
  // `duplex` is Node's: a body that is a stream needs it.
  const init = { method, headers, body, duplex: 'half', redirect: 'manual' } as const
  return new Request(address, init)
}

function streamOf(stdin: Readable): ReadableStream {
  // One class, which Node's types and the browser's declare differently.
  return Readable.toWeb(stdin) as ReadableStream
}

/** What is sent as one parameter, its slashes encoded, so that no `..` is resolved on the way; and the query as it is. */
function split(path: string): [decoded: string, query: string] {
  const [, before = '', query = ''] = /^\/([^?#]*)(\?[^#]*)?/.exec(path) ?? []
  if (before === '') throw new Failure('A path begins with a slash, as /v2/transactions.')
  try {
    return [decodeURIComponent(before), query]
  } catch {
    throw new Failure('The path has a % that encodes nothing. Write %25 for the sign itself.')
  }
}

function headersOf(lines: string[] = []): Headers {
  const headers = new Headers()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? []
    try {
      headers.append(name, value.trim())
    } catch {
      throw new Failure('--header takes a name and a value: --header "X-Qonto-Idempotency-Key: 5f1c".')
    }
  }
  return headers
}

function breakOff(): never {
  throw new Failure(
    'The answer broke off: what was written is not all of it. A call that changes something may be done.',
  )
}

/** Whether it passes, or a person must change the call. */
function codeOf({ ok, status }: Response): ExitCode {
  if (ok) return EXIT.works
  return status === 429 || status >= 500 ? EXIT.passes : EXIT.person
}
