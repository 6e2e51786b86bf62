import { type ZodType, z } from 'zod'
import { type Answer, json, redirect } from '#simulator/answer'
import { sendWebhooks, webhookSchema } from '#simulator/api/webhooks'
import { clockOffset, setClockOffset } from '#simulator/clock'
import { authorizeSchema, authorizeWithoutBrowser } from '#simulator/control/authorize-without-browser'
import { ledger } from '#simulator/control/ledger'
import {
  describeState,
  expire,
  expireSchema,
  limitsSchema,
  reset,
  revokeNow,
  revokeSchema,
  rollKey,
} from '#simulator/control/operate'
import { failureSchema } from '#simulator/failures/failure-schemas'
import { addFailure } from '#simulator/failures/failures'
import { keepMail, mailSchema } from '#simulator/mail/keep-mail'
import { groupOf } from '#simulator/pages/control-buttons'
import { MEMBERSHIPS, ORGANIZATIONS, PEOPLE } from '#simulator/people/people'
import type { Call } from '#simulator/request'
import { newRequestLog } from '#simulator/request-log'
import { registerRedirectUris } from '#simulator/store/store'
import type { World } from '#simulator/types'

type Command = (world: World, body: unknown, call: Call) => Promise<Answer>

const clockSchema = z.union([z.strictObject({ offsetSeconds: z.int() }), z.strictObject({ advanceSeconds: z.int() })])
const buttonSchema = z.strictObject({
  path: z.string(),
  body: z.record(z.string(), z.unknown()),
  /** What of the page the browser comes back to. */
  at: z.string().regex(/^[\w-]+$/),
})

const COMMANDS: Readonly<Record<string, Command>> = {
  'GET /simulator/state': async (world) => json(200, describeState(world)),
  'GET /simulator/people': async () =>
    json(200, { people: PEOPLE, organizations: ORGANIZATIONS, memberships: MEMBERSHIPS }),
  'GET /simulator/mails': async (world) => json(200, { mails: world.mails }),
  'POST /simulator/mails': command(mailSchema, keepMail),
  'GET /simulator/requests': async (world) => json(200, { requests: world.requests.entries }),
  'DELETE /simulator/requests': async (world) => {
    world.requests = newRequestLog()
    return done(world)
  },
  'GET /simulator/ledger': async (world, _body, call) =>
    json(200, { entries: ledger(world, call.url.searchParams.get('values') === '1') }),
  'POST /simulator/failures': command(failureSchema, (world, failure) => void addFailure(world.failures, failure)),
  'POST /simulator/reset': command(z.strictObject({ all: z.boolean().default(false) }), (world, { all }) =>
    reset(world, all),
  ),
  'POST /simulator/clock': command(clockSchema, (_world, change) => {
    setClockOffset('offsetSeconds' in change ? change.offsetSeconds : clockOffset() + change.advanceSeconds)
  }),
  'POST /simulator/latency': command(z.strictObject({ ms: z.int().min(0) }), (world, { ms }) => {
    world.latencyMs = ms
  }),
  'POST /simulator/limits': command(limitsSchema, ({ limiter }, changes) => {
    limiter.limits = { ...limiter.limits, ...changes }
  }),
  'POST /simulator/roll-key': command(z.strictObject({ drop: z.boolean().default(false) }), (world, { drop }) =>
    rollKey(world, drop),
  ),
  'POST /simulator/redirect-uris': command(
    z.strictObject({ uri: z.url({ protocol: /^https?$/ }) }),
    ({ store }, { uri }) => registerRedirectUris(store, [uri]),
  ),
  'POST /simulator/revoke': command(revokeSchema, revokeNow),
  'POST /simulator/expire': command(expireSchema, expire),
  'POST /simulator/webhook': command(webhookSchema, sendWebhooks),
  'POST /simulator/callbacks': command(z.strictObject({ plain: z.boolean() }), (world, { plain }) => {
    world.plainCallbacks = plain
  }),
  'POST /simulator/authorize': async (_world, body, call) => {
    const wish = authorizeSchema.safeParse(body)
    return wish.success ? authorizeWithoutBrowser(call, wish.data) : invalid(wish.error)
  },
}

/** The control API: how people and tests make this bank misbehave. */
export async function control(world: World, call: Call): Promise<Answer> {
  if (call.path === '/simulator/button' && call.method === 'POST') return pressButton(world, call)
  return run(world, `${call.method} ${call.path}`, parseBody(call), call)
}

async function run(world: World, key: string, body: unknown, call: Call): Promise<Answer> {
  const command = COMMANDS[key]
  return command ? command(world, body, call) : json(404, { error: 'No such command.' })
}

function command<Body>(schema: ZodType<Body>, act: (world: World, body: Body) => void | Promise<void>): Command {
  return async (world, body) => {
    const parsed = schema.safeParse(body)
    if (!parsed.success) return invalid(parsed.error)
    await act(world, parsed.data)
    return done(world)
  }
}

/** Every command answers with the state that it left. */
function done(world: World): Answer {
  return json(200, describeState(world))
}

function invalid(error: z.ZodError): Answer {
  return json(400, { error: z.prettifyError(error) })
}

function parseBody(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString() || '{}')
  } catch {
    return null
  }
}

/**
 * A button of the control page: it carries a command as JSON, because the page has no JavaScript, and its own place, because
 * only a fragment brings the browser and the focus back there without one.
 */
async function pressButton(world: World, call: Call): Promise<Answer> {
  const button = buttonSchema.safeParse(JSON.parse(call.form.get('do') ?? 'null'))
  if (!button.success) return invalid(button.error)
  const { path, body, at } = button.data
  const times = call.form.get('times')
  if (times !== null) world.often.set(groupOf(at), times)
  const answer = await run(
    world,
    `POST ${path}`,
    path === '/simulator/failures' && times !== null ? { times: Number(times), ...body } : body,
    call,
  )
  return answer.status === 200 ? redirect(`/#${at}`) : answer
}
