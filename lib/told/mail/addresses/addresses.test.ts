import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'
import { addAddress } from '#lib/told/mail/addresses/add-address'
import { addressOfUnsubscribe, chooseKinds, removeAddress, unsubscribe } from '#lib/told/mail/addresses/change-address'
import { addressOfLink, confirmAddress } from '#lib/told/mail/addresses/confirm-address'
import { unsubscribeLinks } from '#lib/told/mail/addresses/unsubscribe-link'
import { mailChannel } from '#lib/told/mail/mail-channel'
import { sendTestMail } from '#lib/told/mail/send-test-mail'

const harness = useHarness()
let userId: string
beforeEach(async () => {
  userId = (await harness.connected()).userId
})

const mails = async (): Promise<Array<{ to: string; text: string; headers: Record<string, string> }>> =>
  (await (await fetch(`${harness.bench.url}/simulator/mails`)).json()).mails
const linkOf = async () => /mail\/confirm\/([\w-]+)/.exec((await mails())[0]?.text ?? '')?.[1] ?? ''
const receivers = (type: 'connection.paused' | 'connection.needs_attention' = 'connection.needs_attention') =>
  db().$transaction((tx) => mailChannel.receivers(tx, { userId, connectionId: null }, type))
const addressId = async () => (await db().mailAddress.findFirstOrThrow()).id
const codeOf = (id: string) => unsubscribeLinks(id).page.split('/').at(-1) ?? ''

async function confirmed(): Promise<string> {
  await addAddress(userId, 'ops@example.com')
  await confirmAddress(await linkOf())
  return addressId()
}

describe('an address', () => {
  it('is told of nothing before its link was used, once, and the link stands nowhere in the database', async () => {
    expect(await addAddress(userId, ' ops@example.com ')).toEqual({ ok: true, value: 'ops@example.com' })
    const link = await linkOf()
    expect(link).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(await db().mailAddress.findMany())).not.toContain(link)
    expect([await addressOfLink(link), await addressOfLink(link), await receivers()]).toEqual([
      ...['ops@example.com', 'ops@example.com', []],
    ])
    expect([await confirmAddress(link), await confirmAddress(link), await addressOfLink(link)]).toEqual([
      true,
      false,
      null,
    ])
    expect(await receivers()).toEqual([await addressId()])
    expect(await addAddress(userId, 'ops@example.com')).toEqual({ ok: false, reason: 'known' })
  })

  it('is sent a test once it is confirmed, for its owner alone, until it says stop', async () => {
    await addAddress(userId, 'ops@example.com')
    expect(await sendTestMail(userId, await addressId())).toEqual({ ok: false, reason: 'gone' })
    await confirmAddress(await linkOf())
    const id = await addressId()
    for (const [user, named] of [
      [newId(), id],
      [userId, newId()],
      [userId, 'x'],
    ] as const)
      expect(await sendTestMail(user, named)).toEqual({ ok: false, reason: 'gone' })
    const before = (await mails()).length
    expect(await sendTestMail(userId, id)).toMatchObject({ ok: true, value: { outcome: 'delivered' } })
    const sent = await mails()
    expect([sent.length - before, sent[0]?.to]).toEqual([1, 'ops@example.com'])
    expect(sent[0]?.headers['List-Unsubscribe']).toContain(id)
    await unsubscribe(codeOf(id))
    expect(await sendTestMail(userId, id)).toEqual({ ok: false, reason: 'gone' })
  })

  it('is not confirmed by a link that is a day old, or of which there is a newer one', async () => {
    await addAddress(userId, 'ops@example.com')
    const first = await linkOf()
    await addAddress(userId, 'ops@example.com')
    expect(await confirmAddress(first)).toBe(false)
    await db().$executeRaw`UPDATE mail_addresses SET confirm_until = confirm_until - interval '1 day'`
    expect(await confirmAddress(await linkOf())).toBe(false)
    expect(await receivers()).toEqual([])
  })

  it.each([
    '',
    'ops',
    'ops@example.com\r\nBcc: x@example.com',
    'a@b.example, c@d.example',
    `${'a'.repeat(250)}@b.example`,
  ])('is not taken when it is none: %j', async (typed) => {
    expect(await addAddress(userId, typed)).toEqual({ ok: false, reason: 'not_an_address' })
    expect(await mails()).toEqual([])
  })

  it('is told of the kinds that were chosen, by nobody but its owner', async () => {
    const id = await confirmed()
    expect([await receivers(), await receivers('connection.paused')]).toEqual([[id], []])
    expect(await chooseKinds(newId(), id, ['own'])).toBe(false)
    expect(await chooseKinds(userId, id, ['own', 'nonsense', null])).toBe(true)
    expect([await receivers(), await receivers('connection.paused')]).toEqual([[], [id]])
    await removeAddress(newId(), id)
    expect(await db().mailAddress.count()).toBe(1)
    await removeAddress(userId, id)
    expect(await receivers('connection.paused')).toEqual([])
  })

  it('is stopped by the link of its mails and by no other, until its owner begins again', async () => {
    const id = await confirmed()
    const code = codeOf(id)
    for (const forged of [`${id}.`, `${id}.${'A'.repeat(43)}`, codeOf(newId()).replace(/^[^.]+/, id), 'x', ''])
      expect([await unsubscribe(forged), await addressOfUnsubscribe(forged)]).toEqual([false, null])
    expect(await addressOfUnsubscribe(code)).toEqual({ address: 'ops@example.com', isOver: false })
    expect([await unsubscribe(code), await unsubscribe(code)]).toEqual([true, true])
    expect([await receivers(), (await addressOfUnsubscribe(code))?.isOver]).toEqual([[], true])
    await chooseKinds(userId, id, ['problems'])
    expect(await receivers()).toEqual([id])
  })

  it('is ten at most', async () => {
    for (let count = 0; count < 10; count++) await addAddress(userId, `ops${count}@example.com`)
    expect(await addAddress(userId, 'ops10@example.com')).toEqual({ ok: false, reason: 'too_many_addresses' })
  })

  it('is not asked for where mail is not set up', async () => {
    const { environment } = settings()
    Object.assign(settings(), { environment: 'production' })
    expect(await addAddress(userId, 'ops@example.com')).toEqual({ ok: false, reason: 'not_set_up' })
    Object.assign(settings(), { environment })
  })
})
