import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mooring, serve } from '#cli/testing'
import { handleCall } from '#lib/api/handle-call'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { newKey } from '#lib/api-keys/key-format'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

// The command against the API itself, over HTTP.

const harness = useHarness()
let dashboard: Awaited<ReturnType<typeof serve>>
/** Happens once, when the next call has been answered. */
let afterwards: (() => Promise<unknown>) | null = null
let row: Connection
let key: string
beforeAll(async () => {
  dashboard = await serve(async (request) => {
    const answer = await handleCall(request)
    const happen = afterwards
    afterwards = null
    await happen?.()
    return answer
  })
})
afterAll(() => dashboard.close())
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  row = await harness.connected()
  key = await made([...PERMISSIONS])
})

async function made(permissions: string[]): Promise<string> {
  const wish = { name: 'Cron', permissions, mayMoveMoney: false, connections: null, lifetime: '90', addresses: '' }
  const result = await makeKey(personOf(row.userId), wish)
  if (!result.ok) throw new Error(result.reason)
  return result.value.secret
}

const type = (line: string, { secret = key, stdin }: { secret?: string; stdin?: string } = {}) =>
  mooring(line.replace('ID', row.id).split(' '), { MOORING_URL: dashboard.url, MOORING_KEY: secret }, stdin)
const change = (data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id: row.id }, data })

const fails = (failure: object) => harness.bench.command('failures', { target: 'all', times: 0, ...failure })

describe('status', () => {
  it.each<[string, number, string, () => Promise<unknown>]>([
    ['works', 0, 'Working', async () => {}],
    ['works with limits', 0, 'Working with limits', () => change({ requestedScopes: [...row.grantedScopes, 'more'] })],
    ['is paused', 1, 'Paused by you', () => change({ status: 'frozen' })],
    ['was ended', 1, 'Disconnected', () => disconnect(row.id)],
    ['must be authorised again', 1, 'Reconnect needed', () => change({ status: 'reconnect' })],
    ['has trouble that passes', 2, 'Having trouble', () => change({ failure: 'unreachable', failedAt: new Date() })],
    ['has trouble of a person', 1, 'Having trouble', () => change({ failure: 'unauthorized', failedAt: new Date() })],
    ['needs an administrator', 3, 'Setup problem', () => change({ failure: 'invalid_client', failedAt: new Date() })],
  ])('of a connection that %s is exit code %i', async (_, code, label, happen) => {
    await happen()
    const told = await type('status ID')
    expect([told.code, told.err]).toEqual([code, ''])
    expect(told.out).toMatch(new RegExp(`^${label}  ${row.organizationName}\n`))
    const data = await type('status ID --json')
    expect([data.code, JSON.parse(data.out).id]).toEqual([code, row.id])
  })

  it('says who must act, and where', async () => {
    await change({ status: 'frozen' })
    const { out } = await type('status ID')
    expect(out).toContain(`\nNext    a person: resume, http://localhost:3000/connections/${row.id}`)
  })

  it('cannot tell of a connection that the key does not see, and says what to do', async () => {
    const { code, out, err } = await type(`status ${newId()}`)
    expect([code, out]).toEqual([10, ''])
    expect(err).toContain('mooring connections')
  })
})

describe('connections', () => {
  it('are listed a line each, however many pages they are', async () => {
    await harness.twins(row, 120, { status: 'frozen' })
    const { code, out } = await type('connections')
    const lines = out.trim().split('\n')
    expect([code, lines.length, new Set(lines).size]).toEqual([0, 121, 121])
    expect(lines[0]).toMatch(new RegExp(`^${row.id}  Working +${row.organizationName}$`))
    expect(JSON.parse((await type('connections --status ok --json')).out)).toMatchObject([{ id: row.id }])
  })

  it('can be those with a label alone, letter by letter', async () => {
    await harness.twins(row, 1, {})
    await change({ labels: ['Retail', 'Île'] })
    expect(await type('connections --label Retail')).toMatchObject({ code: 0, out: expect.stringMatching(row.id) })
    const both = await type('connections --label Île --status ok --json')
    expect(JSON.parse(both.out)).toMatchObject([{ id: row.id }])
    expect(await type('connections --label retail')).toMatchObject({ code: 0, out: '' })
  })

  it('of a state that none has are none, and of a state that is none a mistake', async () => {
    expect(await type('connections --status broken')).toMatchObject({ code: 0, out: '' })
    expect(await type('connections --status brokn')).toMatchObject({
      code: 10,
      err: expect.stringContaining('ok, limited'),
    })
  })

  it('have names that no terminal obeys', async () => {
    await change({ organizationName: '\u001b]0;pwned\u0007Atelier\u202e\u009b2J' })
    const [{ out }, data] = [await type('connections'), await type('status ID --json')]
    expect(out).toMatch(/ {2}\]0;pwnedAtelier2J\n$/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come through.
    expect(data.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(JSON.parse(data.out).organization.name).toContain('\u202e')
  })
})

describe('token', () => {
  it('is printed alone, or with all that is known of it', async () => {
    const { code, out, err } = await type('token ID')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^ory_at_\S+\n$/)
    expect(JSON.parse((await type('token ID --json --min-ttl 300')).out)).toMatchObject({
      access_token: out.trim(),
      generation: 1,
    })
  })

  it('is another one than the one that Qonto has rejected', async () => {
    const first = await type('token ID')
    const second = await type('token ID --rejected 1')
    expect([second.code, second.out === first.out]).toEqual([0, false])
  })

  it.each<[string, number, string, string, () => Promise<unknown>]>([
    ['is paused', 1, '', 'paused', () => change({ status: 'frozen' })],
    ['was ended', 1, '', 'disconnected', () => disconnect(row.id)],
    ['must be authorised again', 1, '', 'reconnect', () => change({ status: 'reconnect' })],
    ['was not granted the scope', 1, ' --scope openid --scope payment.magic', 'missing_scopes', async () => {}],
    ['cannot be asked about', 2, ' --min-ttl 3000', 'later', () => expired({ kind: 'status', status: 503 })],
    ['is of an app that Qonto refuses', 3, '', 'setup_problem', () => expired({ kind: 'refuse_credentials' })],
  ])('of a connection that %s is exit code %i', async (_, code, options, problem, happen) => {
    await happen()
    const told = await type(`token ID${options}`)
    expect([told.code, told.out]).toEqual([code, ''])
    expect(told.err).toContain(`(${problem}, request `)
    expect(told.err).toContain(`http://localhost:3000/connections/${row.id}`)
  })

  async function expired(failure: object) {
    await change({ accessExpiresAt: new Date() })
    await fails(failure)
  }

  it('needs a key that may', async () => {
    const told = await type('token ID', { secret: await made(['connections:read']) })
    expect([told.code, told.out]).toEqual([10, ''])
    expect(told.err).toContain('tokens:read')
  })
})

describe('qonto', () => {
  it('writes what Qonto answers', async () => {
    const { code, out, err } = await type('qonto ID GET /v2/transactions?per_page=2')
    expect([code, err, JSON.parse(out).transactions.length]).toEqual([0, '', 2])
  })

  it('sends standard input, as it is', async () => {
    const scope = 'openid offline_access organization.read membership.read attachment.write'
    row = await harness.connected({ query: { scope } })
    const stdin = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    const words = [
      'qonto',
      row.id,
      'POST',
      '/v2/attachments',
      '--header',
      'Content-Type: multipart/form-data; boundary=b',
    ]
    const { code, out } = await mooring(words, { MOORING_URL: dashboard.url, MOORING_KEY: key }, stdin)
    const sha256 = createHash('sha256').update(stdin).digest('hex')
    expect([code, JSON.parse(out)]).toMatchObject([0, { attachment: { sha256 } }])
  })

  it.each<[string, number, string, RegExp, RegExp, () => Promise<unknown>]>([
    [
      'Qonto does not know',
      1,
      '/v2/transactions?bank_account_id=x',
      /errors/,
      /^mooring: Qonto answered 404 \(trace id \S+\)\.\n$/,
      async () => {},
    ],
    ['Qonto fails at', 2, '/v2/organization', /.*/, /Qonto answered 503/, () => fails({ kind: 'status', status: 503 })],
    [
      'a paused connection is asked for',
      1,
      '/v2/organization',
      /^$/,
      /The connection is paused\./,
      () => change({ status: 'frozen' }),
    ],
    ['leads elsewhere', 10, '/v2/../oauth2/token', /^$/, /invalid_request/, async () => {}],
  ])('for what %s is exit code %i', async (_, code, path, out, err, happen) => {
    await happen()
    const told = await type(`qonto ID GET ${path}`)
    expect(told).toEqual({ code, out: expect.stringMatching(out), err: expect.stringMatching(err) })
  })
})

describe('wait', () => {
  it('ends when the connection works again, and says meanwhile why not', async () => {
    await change({ status: 'frozen' })
    afterwards = () => change({ status: 'active' })
    const { code, out, err } = await type('wait ID --every 0.01')
    expect([code, out]).toEqual([0, expect.stringMatching(/^Working /)])
    expect(err).toBe(
      `mooring: Waiting. Paused by you (paused). Somebody must act: http://localhost:3000/connections/${row.id}\n`,
    )
  })

  it('gives up after its time with the exit code of the status', async () => {
    await change({ failure: 'invalid_client', failedAt: new Date() })
    const { code, out, err } = await type('wait ID --timeout 0.1s --every 0.02s')
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(/It did not work within 0\.1s\.\n$/)
  })

  it('gives up at once when waiting cannot help', async () => {
    expect(await type('wait ID', { secret: newKey() })).toMatchObject({
      code: 10,
      err: expect.stringContaining('invalid_key'),
    })
  })
})
