import { describe, expect, it } from 'vitest'
import { differencesBetween } from '#lib/connection/identity/compare-claims'

const FORMER = { iss: 'q', sub: '1', email: 'a@example.com', iat: 1, nonce: 'n', jti: 'x', amr: ['pwd'] }

describe('the claims of a new consent', () => {
  it('are compared by name, and their values are kept nowhere', () => {
    const claims = { iss: 'q', sub: '1', email: 'b@example.com', locale: 'fr', amr: ['pwd'] }
    expect(differencesBetween({ ...FORMER, nickname: 'Cam' }, claims)).toEqual([
      'changed email',
      'removed nickname',
      'added locale',
    ])
  })

  it('do not differ in what is of one sign-in only', () => {
    expect(differencesBetween(FORMER, { ...FORMER, iat: 2, nonce: 'm', jti: 'y', sid: 's', at_hash: 'h' })).toEqual([])
  })

  it('may be nested beyond reason, or carry any name', () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
    expect(differencesBetween({ deep }, { deep })).toEqual([])
    expect(differencesBetween({}, { ['x'.repeat(500)]: 1, 'a\u202eb': 1 })).toHaveLength(1)
  })
})
