import { describe, expect, it } from 'vitest'
import { allow, fieldsOf, type LogFields, nameOf, redact } from '#lib/log'
import { requestContext } from '#lib/observe/request-context'

describe('the log', () => {
  it('has the id of the request in every line that is written while it is answered', () => {
    const inRequest = requestContext.run({ requestId: 'K7QM-3F8T', span: null }, () => fieldsOf({ code: 'x' }))
    expect([inRequest, fieldsOf({ code: 'x' })]).toEqual([{ requestId: 'K7QM-3F8T', code: 'x' }, { code: 'x' }])
  })

  it('drops every field that is not on its list, also when a cast let it through', () => {
    expect(allow({ code: 'x', accessToken: 'ory_at_secret' } as LogFields)).toEqual({ code: 'x' })
  })

  it.each(['ory_at_abc.def', 'ory_rt_abc', 'ory_ac_abc', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.sig'])(
    'takes %s out of a text',
    (token) => {
      expect(redact(`before ${token} after`)).toBe('before [redacted] after')
    },
  )

  it('leaves no character that breaks a line, moves a cursor or turns the direction', () => {
    expect(redact('a\r\nb\u001b[31m\u202ec\u2028d')).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u)
  })

  it('cuts long values', () => {
    expect(String(allow({ cause: 'x'.repeat(10_000) }).cause)).toHaveLength(200)
  })

  it('names an error without its message, which may quote its input', () => {
    expect(nameOf(new TypeError('token ory_at_secret'))).toBe('TypeError')
  })
})
