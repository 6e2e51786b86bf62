import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

/** As next.config.js has it: the largest form of ours has fifty scopes of a hundred characters. */
export const MAX_FORM_BYTES = 32 * 1024

/** A text that React takes for a text: `$` begins its references, and `$$` a text that begins with one. */
const plain = z.string().regex(/^(?!\$)|^\$\$/)
/** The former outcome of an action (lib/connection/action-outcome.ts). */
const outcome = z.record(z.string(), plain)
/** The arguments of an action as React's client writes them: the former outcome, if there is one, and the form. */
const call = z.union([z.tuple([z.literal('$K1')]), z.tuple([outcome, z.literal('$K1')])])
/** The same for an action that declares no form: Next leaves out what an action does not take, and React then sends text. */
const bare = z.union([z.tuple([]), z.tuple([outcome])])
/** The action of a form that no script sends, and what stands before its form. */
const action = z.object({ id: z.string().regex(/^[0-9a-f]{42}$/), bound: z.literal('$@1') })

/** What the parts that React reads must be, `$ACTION_` in a form that no script sends; all other parts are text of ours. */
const PARTS: Array<[RegExp, z.ZodType]> = [
  [/^0$/, call],
  [/^\$ACTION_\d{1,4}:0$/, action],
  [/^\$ACTION_\d{1,4}:1$/, z.tuple([outcome])],
  [/^\$ACTION_(ID_[0-9a-f]{42}|REF_\d{1,4}|KEY)$/, z.unknown()],
  // A part of a reference that no form of ours makes.
  [/^(\$ACTION_|\d+$)/, z.never()],
]

/**
 * The status to refuse the body of a POST to a page with; null for a form of ours, the only thing that a page takes.
 * React's reader of forms follows references in them and throws at what it does not understand, which Next answers with
 * 500. So it gets nothing but the few shapes that our forms have, with JavaScript and without.
 */
export async function validateForm(body: Buffer, headers: IncomingHttpHeaders): Promise<400 | null> {
  const type = headers['content-type'] ?? ''
  const byScript = headers['next-action'] !== undefined
  if (byScript && /^text\/plain\b/i.test(type)) return bare.safeParse(parse(body.toString('utf8'))).success ? null : 400
  const form = await readForm(body, type)
  if (form === null) return 400
  const isOurs = [...form].every(([name, value]) => typeof value === 'string' && isPart(name, value))
  return isOurs && isWhole(form, byScript) ? null : 400
}

/** React waits for parts that are referred to and do not come, and so does the person. */
function isWhole(form: FormData, byScript: boolean): boolean {
  if (byScript) return form.has('0')
  const numbers = [...form.keys()].flatMap((name) => /^\$ACTION_REF_(\d+)$/.exec(name)?.[1] ?? [])
  return numbers.every((number) => form.has(`$ACTION_${number}:0`) && form.has(`$ACTION_${number}:1`))
}

async function readForm(body: Buffer, type: string): Promise<FormData | null> {
  if (!/^multipart\/form-data\s*;/i.test(type)) return null
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => null)
}

function isPart(name: string, value: string): boolean {
  const shape = PARTS.find(([pattern]) => pattern.test(name))?.[1]
  return shape === undefined || shape.safeParse(parse(value)).success
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
