import { describe, expect, it } from 'vitest'
import { describeScopes } from '#lib/loaders/describe-scopes'

const GRANTED = ['openid', 'organization.read', 'membership.read']
const KNOWN = {
  ...{ acceptedScopes: [], organizationId: 'o', organizationName: 'Atelier Lumen SAS', organizationConfirmed: true },
  ...{ membershipId: 'm', otherOwnerAt: null },
}
const doubts = (changes: object) =>
  Object.fromEntries(
    describeScopes([...GRANTED, 'team.read'], GRANTED, { ...KNOWN, ...changes }).map(({ scope, doubt }) => [
      scope,
      doubt,
    ]),
  )

describe('what was granted', () => {
  it('is in no doubt while it could be read', () => {
    expect(doubts({})).toEqual({ openid: null, 'organization.read': null, 'membership.read': null, 'team.read': null })
  })

  it('and could not be read is another thing than something else that was read, and than what is missing', () => {
    expect(doubts({ organizationConfirmed: false })).toMatchObject({ 'organization.read': 'not_read' })
    expect(doubts({ organizationConfirmed: false, organizationId: null })).toMatchObject({
      'organization.read': 'taken',
    })
    expect(doubts({ membershipId: null })).toMatchObject({ 'organization.read': null, 'membership.read': 'not_read' })
    expect(doubts({ otherOwnerAt: new Date(), organizationConfirmed: false })).toEqual({
      ...{ openid: null, 'team.read': null },
      ...{ 'organization.read': 'other_owner', 'membership.read': 'other_owner' },
    })
  })

  it('is unknown, and not technical, when nobody here can say what it does', () => {
    const [scope] = describeScopes(['new.scope'], [])
    expect(scope).toMatchObject({ effect: 'unknown', known: false, area: 'other' })
  })
})
