import { describe, expect, it } from 'vitest'
import { validateForm } from '#server/guard/validate-form'

const ID = 'a1'.repeat(21)
type Parts = Record<string, string>

async function validate(parts: Parts | FormData, { byScript = true, type = '' } = {}): Promise<number | null> {
  const body = parts instanceof FormData ? parts : new FormData()
  if (!(parts instanceof FormData)) for (const [name, value] of Object.entries(parts)) body.append(name, value)
  const written = new Response(body)
  const headers = {
    ...(byScript && { 'next-action': ID }),
    'content-type': type || (written.headers.get('content-type') ?? ''),
  }
  return validateForm(Buffer.from(await written.arrayBuffer()), headers)
}

const OURS: Array<[string, Parts, boolean]> = [
  ['an action without a former outcome', { _1_intent: 'sign-in', 0: '["$K1"]' }, true],
  ['an action with one', { _1_connection: 'x', 0: '[{"status":"idle"},"$K1"]' }, true],
  [
    'a former outcome in words',
    { 0: '[{"status":"done","at":"2026-11-24T00:00:00Z","text":"$$9 of it"},"$K1"]' },
    true,
  ],
  ['the same without a script', { [`$ACTION_ID_${ID}`]: '', intent: 'sign-in' }, false],
  [
    'a former outcome without a script, on the third form of a page',
    {
      $ACTION_REF_3: '',
      '$ACTION_3:0': `{"id":"${ID}","bound":"$@1"}`,
      '$ACTION_3:1': '[{"status":"idle"}]',
      $ACTION_KEY: 'k0123',
      connection: 'x',
    },
    false,
  ],
  ['values that look like references, in fields of ours', { _1_callbackUrl: '$K1', 0: '["$K1"]' }, true],
]

const OTHERS: Array<[string, Parts, boolean]> = [
  ['no arguments at all', { _1_connection: 'x' }, true],
  ['JSON that breaks off', { 0: '["$K1"' }, true],
  ['arguments without a form', { 0: '[]' }, true],
  ['a text in the place of the form', { 0: '[{"status":"idle"},"x"]' }, true],
  ['null', { 0: 'null' }, true],
  ['a reference to a prototype', { 0: '["$1:__proto__:constructor"]', 1: '{}' }, true],
  ['a thenable', { 0: '[{"then":"$1:then"},"$K1"]', 1: '{}' }, true],
  ['a server function', { 0: '["$F1"]', 1: `{"id":"${ID}","bound":null}` }, true],
  ['a reference that never comes', { 0: '[{"status":"$@9"},"$K1"]' }, true],
  ['a part of a blob', { 0: '["$B1"]', 1: 'x' }, true],
  ['a form too many', { 0: '["$K1"]', 1: '"x"' }, true],
  ['an outcome with parts of its own', { 0: '[{"status":{"a":"b"}},"$K1"]' }, true],
  ['an action by a name of the prototype', { $ACTION_ID___proto__: '' }, false],
  ['an action that is referred to and does not come', { $ACTION_REF_1: '' }, false],
  ['bound arguments that do not come', { $ACTION_REF_1: '', '$ACTION_1:0': `{"id":"${ID}","bound":"$@1"}` }, false],
  [
    'bound arguments that break off',
    { $ACTION_REF_1: '', '$ACTION_1:0': `{"id":"${ID}","bound":"$@1"}`, '$ACTION_1:1': '[' },
    false,
  ],
  ['bound arguments elsewhere', { '$ACTION_1:0': `{"id":"${ID}","bound":"$@2"}`, '$ACTION_1:2': '[]' }, false],
]

describe('a POST to a page', () => {
  for (const [what, parts, byScript] of OURS)
    it(`may be ${what}`, async () => expect(await validate(parts, { byScript })).toBeNull())

  for (const [what, parts, byScript] of OTHERS)
    it(`is not ${what}`, async () => expect(await validate(parts, { byScript })).toBe(400))

  it('may be an action that takes no form, which comes as text', async () => {
    const say = (body: string) =>
      validateForm(Buffer.from(body), { 'next-action': ID, 'content-type': 'text/plain;charset=UTF-8' })
    for (const body of ['[]', '[{"status":"idle"}]']) expect(await say(body)).toBeNull()
    for (const body of ['', '{', 'null', '["$K1"]', '[null]', '["x"]', '[{"then":"$1:then"}]', '[{},{}]'])
      expect(await say(body)).toBe(400)
  })

  it('is otherwise a form in parts and nothing else', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect(await validate({ 0: '["$K1"]' }, { type })).toBe(400)
  })

  it('holds no file', async () => {
    const body = new FormData()
    body.append(`$ACTION_ID_${ID}`, new Blob(['x']), 'x')
    expect(await validate(body, { byScript: false })).toBe(400)
  })
})
