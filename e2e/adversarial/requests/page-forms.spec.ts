import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import { actionBody, serverAction } from '#e2e/adversarial/server-actions'
import { statusOf } from '#e2e/support/http-client'

// H30 ff.: garbage in a form, sent to the page that has the action. A page that has none refuses before it reads.
// server/guard/validate-form.test.ts and guard-posts.test.ts have every kind.

const BOUNDARY = '----boundary'
const multipart = `multipart/form-data; boundary=${BOUNDARY}`
const text = 'text/plain;charset=UTF-8'
const part = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const whole = (...parts: string[]) => `${parts.join('')}--${BOUNDARY}--\r\n`

interface Sent {
  body: string
  type: string
  byScript?: boolean
}
const pause = () => serverAction('pauseConnection').id
const BROKEN: Array<[string, () => Sent]> = [
  ['null arguments', () => ({ body: '[null,null]', type: text, byScript: true })],
  ['parts without an end', () => ({ body: part('0', '["$K1"]'), type: multipart, byScript: true })],
  ['no boundary', () => ({ body: 'x', type: 'multipart/form-data' })],
  [
    'broken bound arguments',
    () => ({
      body: whole(
        part('$ACTION_REF_1', ''),
        part('$ACTION_1:0', `{"id":"${pause()}","bound":"$@1"}`),
        part('$ACTION_1:1', '['),
      ),
      type: multipart,
    }),
  ],
  ['JSON', () => ({ body: '{}', type: 'application/json' })],
]
for (const [what, make] of BROKEN)
  test(`H30 ${what} to the page of an action is 400, and says so once in the log`, async ({ life, logs }) => {
    const { client, database, simulator } = life.world
    const before = await database.possessions()
    const { body, type, byScript = false } = make()
    const headers = {
      origin: client.origin,
      ...(type && { 'content-type': type }),
      ...(byScript && { 'next-action': pause() }),
    }
    const answer = await client.send(life.path, { method: 'POST', body: new TextEncoder().encode(body), headers })
    expect(answer.status).toBe(400)
    const told = logs.lines().filter(({ level }) => level !== 30)
    expect(told).toEqual([expect.objectContaining({ msg: 'form_refused', status: 400, level: 40 })])
    expect(await database.possessions()).toBe(before)
    expect(await simulator.requestsForSomebody()).toEqual([])
  })

test('H30 an action that is called with the arguments of another one does nothing, and is no fault', async ({
  life,
  logs,
}) => {
  const { client, database } = life.world
  const before = await database.possessions()
  for (const name of ['pauseConnection', 'revealIdToken', 'disconnectConnection', 'endSession'])
    for (const args of ['[]', '[{}]', '["$K1"]', '[{"status":"idle"},"$K1"]']) {
      const form = actionBody(name, {})
      form.set('0', args)
      const body = args.includes('$K1') ? form : args
      const headers = { 'next-action': serverAction(name).id, accept: 'text/x-component' }
      for (const path of [life.path, `${life.path}/identity`, '/sessions'])
        expect(await statusOf(client.send(path, { method: 'POST', body, headers })), `${name} ${args}`).toBeLessThan(
          500,
        )
    }
  expect(logs.lines().filter(({ level }) => level === 50)).toEqual([])
  expect(await database.possessions()).toBe(before)
})

for (const [size, status] of [
  [20_000, 200],
  [40_000, 413],
  [300_000, 413],
] as const)
  test(`H31 a form of ${size} bytes whose length nobody announced is answered with ${status}`, async ({
    life,
    logs,
  }) => {
    const { client, database } = life.world
    const { id } = await life.row()
    const fields = [part('_1_connection', id), part('_1_x', 'x'.repeat(size)), part('0', '[{"status":"idle"},"$K1"]')]
    const chunks = new Blob([whole(...fields)]).stream()
    const headers = { 'next-action': pause(), 'content-type': multipart, accept: 'text/x-component' }
    const init = { method: 'POST', body: chunks, headers, duplex: 'half' } as RequestInit
    expect(await statusOf(client.send(life.path, init))).toBe(status)
    expect((await database.onlyConnection()).status).toBe(status === 200 ? 'frozen' : 'active')
    expect(logs.lines().filter(({ level }) => level === 50)).toEqual([])
  })

test('H31 whoever hangs up in the middle of a form is nobody’s fault', async ({ life, logs }) => {
  const { client, database } = life.world
  const before = await database.possessions()
  const head = [
    `Host: ${new URL(client.origin).host}`,
    `Origin: ${client.origin}`,
    `Cookie: ${client.cookieHeader}`,
    `Next-Action: ${pause()}`,
    `Content-Type: ${multipart}`,
    'Content-Length: 20000',
  ]
  const { statuses } = await sendRaw(client.origin, rawRequest(`POST ${life.path} HTTP/1.1`, head, part('0', '[')), 500)
  expect(statuses).toEqual([])
  // Answered after it, so that whatever it leaves in the log is there.
  expect((await client.get(life.path)).status).toBe(200)
  expect(logs.lines().filter(({ level }) => level === 50)).toEqual([])
  expect(await database.possessions()).toBe(before)
})
