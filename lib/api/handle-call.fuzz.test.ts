import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonSchema } from '#lib/api/document/describe-schema'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { makeKey } from '#lib/api-keys/make-key'
import { CLIENT_HEADER } from '#lib/client-address'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { INHERITED, mutated, oddJson, oddNumber, oddText } from '#lib/testing/fuzz'
import { holdAgainst } from '#lib/testing/hold-against-document'
import { useHarness } from '#lib/testing/use-harness'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'

// Every field of every call, as the OpenAPI document names them: whatever stands in one, the answer is one that the document
// declares, says whether the document takes it, and repeats nothing of it.

const ORIGIN = 'http://localhost:3000'
const DOCUMENT = openApi(`${ORIGIN}/api/v1`)
const expectDescribed = holdAgainst(DOCUMENT)
const ajv = new Ajv2020({ strict: false })
addFormats.default(ajv)

interface Field {
  name: string
  schema: JsonSchema
  /** By the document. */
  takes(value: unknown): boolean
}

interface Operation {
  path: string
  method: string
  fields: Field[]
  /** Without which it takes nothing, as in its example. */
  required: Record<string, unknown>
}

const toField = ([name, schema]: [string, JsonSchema]): Field => ({ name, schema, takes: ajv.compile(schema) })
// What passes through to Qonto has no fields of ours.
const OPERATIONS = Object.entries(DOCUMENT.paths)
  .filter(([path]) => !path.endsWith('/qonto/{path}'))
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]): Operation => {
      const { schema, example } = requestBody?.content['application/json'] ?? {}
      const body = schema?.properties ?? {}
      const isRequired = ([name]: [string, unknown]) => schema?.required?.includes(name)
      const required = Object.fromEntries(Object.entries(example ?? {}).filter(isRequired))
      const query = parameters.filter((one) => one.in === 'query').map(({ name, schema }) => [name, schema] as const)
      const fields = [...Object.entries(body), ...query].map(([name, schema]) => toField([name, schema]))
      return { path, method: method.toUpperCase(), fields, required }
    }),
  )
const GETS = OPERATIONS.filter(({ method }) => method === 'GET')
const POSTS = OPERATIONS.filter(({ method }) => method === 'POST')
const eachField = (operations: Operation[]) =>
  operations.flatMap((operation) => operation.fields.map((field) => ({ operation, field })))

const harness = useHarness()
let row: Connection
let key: string
let endpoint: string
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  row = await harness.connected()
  const wish = {
    name: 'Fuzz',
    permissions: [...PERMISSIONS],
    mayMoveMoney: false,
    connections: null,
    lifetime: '30',
    addresses: '',
  }
  const made = await makeKey(personOf(row.userId), wish)
  if (!made.ok) throw new Error(made.reason)
  key = made.value.secret
  const hook = { url: 'https://hooks.example/', description: '', eventTypes: ['connection.paused'], connections: null }
  const { ok, ...rest } = await makeEndpoint(personOf(row.userId), hook)
  endpoint = ok && 'value' in rest ? rest.value.id : ''
})

const LONGEST_BODY = 16 * 1024
/** In everything that is sent, and in nothing that comes back. */
const MARK = 'zQ9~sent'
let calls = 0

interface Sent {
  query?: string
  body?: BodyInit
  headers?: Record<string, string>
}

async function send({ path, method }: Pick<Operation, 'path' | 'method'>, { query = '', body, headers = {} }: Sent) {
  calls += 1
  // What is counted per key is not what this is about.
  if (calls % 400 === 0) await db().rateLimit.deleteMany()
  const isWebhook = path.startsWith('/webhook-endpoints')
  const address = path.replace('{id}', isWebhook ? endpoint : row.id)
  const init = { method, body: body ?? null, duplex: 'half' }
  const response = await handleCall(
    new Request(`${ORIGIN}/api/v1${address}${query}`, {
      ...init,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        [CLIENT_HEADER]: '203.0.113.9',
        ...headers,
      },
    }),
  )
  const text = await response.text()
  expectDescribed({ method, path: address, response, text })
  // The one exception: scopes that were not granted are listed, and are only ever written as a scope can be.
  const { missing_scopes: _, ...rest } = text === '' ? {} : JSON.parse(text)
  // What was kept is answered as it was kept.
  if (!isWebhook || response.status !== 200) expect(JSON.stringify(rest)).not.toContain(MARK)
  return { status: response.status, detail: String(rest.detail) }
}

/** What a field of this kind might be sent by mistake or on purpose. */
function oddFor({ minimum, maximum, items, enum: choices, default: usual }: JsonSchema): fc.Arbitrary<unknown> {
  const edges = [minimum, maximum]
    .filter((edge) => typeof edge === 'number')
    .flatMap((edge) => [edge - 1, edge, edge + 1, edge + 0.5, String(edge)])
  return fc.oneof(
    oddJson,
    oddNumber,
    oddText.map((text) => text + MARK),
    fc.constantFrom('\u0000', `a\u0000${MARK}`, '0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59Z', '1e2'),
    ...(edges.length > 0 ? [fc.constantFrom(...edges)] : []),
    ...(items
      ? [fc.array(oddFor(items), { maxLength: 4 }), fc.array(fc.constant('x'), { minLength: 101, maxLength: 120 })]
      : []),
    ...(choices ? [fc.constantFrom(...choices), mutated(String(choices[0]))] : []),
    ...(usual === undefined ? [] : [fc.constant(usual)]),
  )
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

describe('a call of the API', () => {
  it.each(eachField(POSTS))(
    '$operation.path takes in $field.name what its document says',
    async ({ operation, field }) => {
      await fc.assert(
        fc.asyncProperty(oddFor(field.schema), async (value) => {
          const body = JSON.stringify({ ...operation.required, [field.name]: value })
          const { status, detail } = await send(operation, { body })
          if (Buffer.byteLength(body) > LONGEST_BODY) expect(status).toBe(413)
          if (status === 413) return
          // As a reader of JSON sees it: -0 is 0.
          const taken = field.takes(JSON.parse(body)[field.name])
          // What a document cannot say of an address or an id is refused as well.
          if (!taken || !operation.path.startsWith('/webhook-endpoints')) expect(status === 400).toBe(!taken)
          if (!taken) expect(detail).toMatch(new RegExp(`^${field.name}: `))
        }),
        { numRuns: 60 },
      )
    },
  )

  it.each(eachField(GETS))(
    '$operation.path takes in $field.name what its document says',
    async ({ operation, field }) => {
      await fc.assert(
        fc.asyncProperty(oddFor(field.schema).map(asText), async (text) => {
          const query = `?${new URLSearchParams([[field.name, text]])}`
          const { status, detail } = await send(operation, { query })
          // A number in a query is a text: what it may look like is not the matter of the document.
          if (field.schema.type !== 'integer') expect(status === 400).toBe(!field.takes(text.toWellFormed()))
          if (status === 400) expect(detail).toMatch(new RegExp(`^${field.name}: `))
          const twice = `${query}&${new URLSearchParams([[field.name, text]])}`
          expect(await send(operation, { query: twice })).toMatchObject({ status: 400 })
        }),
        { numRuns: 30 },
      )
    },
  )

  it.each(OPERATIONS)('$method $path takes no other field, and does nothing then', async (operation) => {
    const before = await harness.row(row.id)
    const unknown = fc
      .oneof(
        oddText.map((text) => text + MARK),
        fc.constantFrom('', 'min_ttl ', 'Limit', 'userId', ...INHERITED),
      )
      .filter((name) => operation.fields.every((field) => field.name !== name))
    await fc.assert(
      fc.asyncProperty(unknown, oddJson, async (name, value) => {
        const { status, detail } =
          operation.method === 'POST'
            ? await send(operation, { body: `{${JSON.stringify(name)}:${JSON.stringify(value)}}` })
            : await send(operation, { query: `?${new URLSearchParams([[name, MARK]])}` })
        expect([400, 413]).toContain(status)
        if (/^[a-z]{1,20}$/i.test(name) && status === 400) expect(detail).toContain(name)
      }),
      { numRuns: 12 },
    )
    expect(await harness.row(row.id)).toEqual(before)
  })

  it.each(POSTS)('$path takes only whole JSON of its kind, and does nothing otherwise', async (operation) => {
    const before = await harness.row(row.id)
    const right = JSON.stringify({ [operation.fields[0]?.name ?? 'x']: MARK })
    const type = fc.constantFrom(
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/jsonx',
      'application/x-www-form-urlencoded',
      '',
      '*/*',
    )
    const sent = fc.oneof(
      mutated(right)
        .filter((body) => !['', '{}'].includes(body.trim()))
        .map((body) => ({ body })),
      oddJson.filter((value) => JSON.stringify(value) !== '{}').map((value) => ({ body: JSON.stringify(value) })),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((body) => ({ body: Uint8Array.from(body) })),
      type.map((one) => ({ body: '{}', headers: { 'content-type': one } })),
      fc.constant({ query: `?${MARK}=${MARK}` }),
    )
    await fc.assert(
      fc.asyncProperty(sent, async (one) => {
        const { status } = await send(operation, one)
        expect([400, 413]).toContain(status)
      }),
      { numRuns: 15 },
    )
    expect(await harness.row(row.id)).toEqual(before)
  })

  it('at an address that is none is not found', async () => {
    const steps = fc.array(
      fc.oneof(
        oddText.map((text) => text.slice(0, 200).toWellFormed() + MARK),
        fc.constantFrom('connections', '', row.id, row.id.toUpperCase(), 'token', 'constructor'),
      ),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom('GET', 'POST'), async (all, method) => {
        const path = `/${all.map(encodeURIComponent).join('/')}`
        const { status } = await send({ path, method }, {})
        if (path.includes(encodeURIComponent(MARK))) expect(status).toBe(404)
      }),
      { numRuns: 80 },
    )
  })

  it('whose headers are anything is answered as described', async () => {
    const value = oddText.map((text) => text.slice(0, 500).replace(/[^\x21-\x7e]/g, '') + MARK)
    const names = fc.constantFrom(
      'authorization',
      'if-none-match',
      'cookie',
      'accept',
      'content-type',
      'x-request-id',
      'origin',
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...GETS), names, value, async (operation, name, one) => {
        const { status } = await send(operation, { headers: { [name]: one } })
        expect(status).toBe(name === 'authorization' ? 401 : 200)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the body of a call', () => {
  const token = { path: '/connections/{id}/token', method: 'POST' } as const
  afterEach(() => {
    vi.useRealTimers()
  })

  /** @param end what comes after the chunks */
  function bodyOf(chunks: Iterable<Uint8Array>, end: 'close' | 'break' = 'close') {
    const source = chunks[Symbol.iterator]()
    let pulled = 0
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await new Promise((resolve) => setImmediate(resolve))
          const { value, done } = source.next()
          pulled += value?.length ?? 0
          if (!done) controller.enqueue(value)
          else if (end === 'break') controller.error(new Error('ECONNRESET'))
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    return { stream, pulled: () => pulled }
  }

  it('is not read further than it may be long', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20)
    const body = bodyOf(Array.from({ length: 128 }, () => chunk))
    expect(await send(token, { body: body.stream })).toMatchObject({ status: 413 })
    expect(body.pulled()).toBe(chunk.length)
  })

  it('is not waited for when it never ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const reading = Promise.withResolvers<void>()
    const endless = new ReadableStream<Uint8Array>({ pull: () => reading.resolve() }, { highWaterMark: 0 })
    const answer = send(token, { body: endless })
    await reading.promise
    await vi.advanceTimersByTimeAsync(11_000)
    expect(await answer).toMatchObject({ status: 400 })
  })

  it('may come byte by byte, and may break off anywhere', async () => {
    const whole = Buffer.from(JSON.stringify({ min_ttl: 60, scopes: [] }))
    const bytes = (length: number) => Array.from(whole.subarray(0, length), (byte) => Uint8Array.of(byte))
    expect(await send(token, { body: bodyOf(bytes(whole.length)).stream })).toMatchObject({ status: 200 })
    for (let length = 0; length < whole.length; length += 1) {
      expect(await send(token, { body: bodyOf(bytes(length), 'break').stream })).toMatchObject({ status: 400 })
      if (length > 0) expect(await send(token, { body: bodyOf(bytes(length)).stream })).toMatchObject({ status: 400 })
    }
  })
})
