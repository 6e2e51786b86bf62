import { createServer, type Server } from 'node:net'
import * as tls from 'node:tls'
import { generate } from 'selfsigned'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'
import type { EventData, EventDraft } from '#lib/told/event-catalogue'
import { sendDue } from '#lib/told/send-due'
import { writeEvent } from '#lib/told/write-event'

const harness = useHarness()
const closing: Array<() => Promise<unknown>> = []
afterEach(async () => {
  Object.assign(settings(), { smtp: null })
  await Promise.all(closing.splice(0).map((close) => close()))
})

interface Received {
  from: string
  to: string[]
  raw: string
}

/** A real mail server, which our settings name from now on. */
async function mailServer(options: SMTPServerOptions = {}, smtp: object = {}): Promise<Received[]> {
  const received: Received[] = []
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, hidePIPELINING: true },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        received.push({ from, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  useServer(server.server, smtp)
  return received
}

function useServer(server: Server | tls.Server, smtp: object): void {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  Object.assign(settings(), { smtp: { host: '127.0.0.1', port, secure: false, isHere: true, auth: null, ...smtp } })
}

const refusing = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

/** One address, and one event that it is to be told of. */
async function told(draft: (action: string) => EventDraft = paused): Promise<{ id: string; userId: string }> {
  const row = await harness.connected()
  const { userId } = row
  const id = newId()
  await db().mailAddress.create({
    data: { id, userId, address: 'ops@example.com', kinds: ['own', 'problems'], confirmedAt: new Date() },
  })
  const event = draft(`${settings().origin}/connections/${row.id}`)
  await db().$transaction((tx) => writeEvent(tx, { userId, connectionId: row.id }, event))
  return { id, userId }
}

const connectionOf = (action_url: string, organization = 'Atelier Lumen') => ({
  ...{ connection_id: '019a0000-0000-7000-8000-000000000001', organization, action_url },
})
const paused = (action: string): EventDraft => ({ type: 'connection.paused', data: connectionOf(action) })
const brokenOf = (action: string): EventData<'connection.needs_attention'> => ({
  ...{
    ...connectionOf(action),
    state: 'broken',
    reason: 'grant_refused',
    since: null,
    owner: 'you',
    next_action: 'reconnect',
  },
})
const broken = (action: string): EventDraft => ({ type: 'connection.needs_attention', data: brokenOf(action) })
const recoveredOf = (action: string): EventDraft => ({
  type: 'connection.recovered',
  data: { ...connectionOf(action), down_seconds: 60, mended_by: 'renewal' },
})
const resumedOf = (action: string): EventDraft => ({ type: 'connection.resumed', data: connectionOf(action) })
const delivery = () => db().delivery.findFirstOrThrow()
const makeDue = () => db().delivery.updateMany({ where: { doneAt: null }, data: { nextAttemptAt: new Date(0) } })
const address = () => db().mailAddress.findFirstOrThrow()

/** Without quoted-printable. */
function decoded(raw: string): string {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

describe('a mail', () => {
  it('says what happened in its subject, and how it stops', async () => {
    const [mails, { id }] = [await mailServer(), await told()]
    await sendDue()
    expect(mails).toMatchObject([{ from: settings().mailFrom.address, to: ['ops@example.com'] }])
    const raw = mails[0]?.raw ?? ''
    expect(raw).toContain('Subject: Atelier Lumen: The connection was paused.\r\n')
    expect(raw).toContain('Auto-Submitted: auto-generated\r\n')
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
    expect(raw).toMatch(new RegExp(`List-Unsubscribe:\\s+<${settings().origin}/api/mail/unsubscribe/${id}\\.`))
    expect(raw).toContain(`Message-ID: <${(await delivery()).id}@localhost>\r\n`)
    expect(raw).toMatch(/multipart\/alternative/)
    expect(await address()).toMatchObject({ failure: null, lastDeliveredAt: expect.any(Date) })
    expect(await delivery()).toMatchObject({ outcome: 'delivered', answer: { text: expect.stringContaining('250') } })
  })

  it('takes no header, no direction and no markup from a name', async () => {
    const name = `Evil\r\nBcc: all@example.com\n\u202eGmbH <b onclick=x>&${'x'.repeat(400)}`
    const mails = await mailServer()
    await told((action) => ({ type: 'connection.paused', data: connectionOf(action, name) }))
    await sendDue()
    const [raw = ''] = mails.map((mail) => mail.raw)
    const [head = ''] = raw.split('\r\n\r\n', 1)
    expect(mails[0]?.to).toEqual(['ops@example.com'])
    expect(head).not.toMatch(/^Bcc:/im)
    expect(decoded(raw)).toContain('Evil')
    expect(decoded(raw)).not.toContain('\u202e')
    expect(decoded(raw.slice(raw.indexOf('text/html')))).not.toContain('<b onclick')
    expect(decoded(raw)).not.toContain('x'.repeat(200))
  })
})

describe('an address', () => {
  it('that said stop meanwhile gets nothing of what waited, and that is no failure', async () => {
    const mails = await mailServer()
    const { id } = await told()
    await db().mailAddress.update({ where: { id }, data: { unsubscribedAt: new Date() } })
    await sendDue()
    expect([mails, (await delivery()).outcome, (await delivery()).nextAttemptAt]).toEqual([[], 'unwanted', null])
    expect(await address()).toMatchObject({ failure: null })
  })
})

describe('a mail server', () => {
  it('that refuses the receiver is not asked again, and what it said stands beside the address', async () => {
    await mailServer({ onRcptTo: (_, __, done) => done(refusing(550, 'No such user here')) })
    await told()
    await sendDue()
    expect(await delivery()).toMatchObject({ outcome: 'given_up', nextAttemptAt: null, answer: { status: 550 } })
    const { failure, failureText } = await address()
    expect([failure, failureText]).toEqual(['refused', expect.stringContaining('No such user here')])
  })

  it('that asks to come back later is asked again, and then gets it once', async () => {
    let asked = 0
    const onRcptTo: SMTPServerOptions['onRcptTo'] = (_, __, done) => {
      asked += 1
      done(asked === 1 ? refusing(451, 'Greylisted, try again later') : null)
    }
    const mails = await mailServer({ onRcptTo })
    await told()
    await sendDue()
    expect(await delivery()).toMatchObject({ outcome: 'later', answer: { status: 451 } })
    await db().delivery.updateMany({ data: { nextAttemptAt: new Date(0) } })
    await sendDue()
    await sendDue()
    expect([mails.length, (await delivery()).outcome, (await address()).failure]).toEqual([1, 'delivered', null])
  })

  it('that takes its time gets nothing that is over by then: no break after its end, and no end of what nobody read of', async () => {
    let isLate = true
    const mails = await mailServer({
      onRcptTo: (_, __, done) => done(isLate ? refusing(451, 'Try again later') : null),
    })
    const { userId } = await told(broken)
    await sendDue()
    const { id: connectionId } = await db().connection.findFirstOrThrow()
    const write = (event: EventDraft) => db().$transaction((tx) => writeEvent(tx, { userId, connectionId }, event))
    for (const event of [recoveredOf, paused, resumedOf]) {
      await write(event(settings().origin))
      isLate = event === paused
      await makeDue()
      await sendDue()
    }
    expect(mails).toEqual([])
    expect(await db().delivery.count({ where: { outcome: 'overtaken' } })).toBe(4)
    for (const event of [broken, recoveredOf, paused, resumedOf]) {
      await write(event(settings().origin))
      await sendDue()
    }
    expect(mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).toEqual([
      'Atelier Lumen: Qonto no longer accepts this connection.',
      'Atelier Lumen: The connection works again.',
      'Atelier Lumen: The connection was paused.',
      'Atelier Lumen: The connection was resumed.',
    ])
  })

  it('gets the end of what it is given at that moment, and of what is so old that nobody knows any more', async () => {
    const mails = await mailServer({})
    const { userId } = await told(broken)
    const { id: connectionId } = await db().connection.findFirstOrThrow()
    const write = (event: EventDraft) => db().$transaction((tx) => writeEvent(tx, { userId, connectionId }, event))
    // As another process leaves it that has just taken it.
    const nextAttemptAt = new Date(Date.now() + 60_000)
    await db().delivery.updateMany({ data: { outcome: 'sending', attempts: 1, nextAttemptAt } })
    await write(recoveredOf(settings().origin))
    await sendDue()
    expect(mails).toHaveLength(1)
    await db().event.deleteMany()
    await write(recoveredOf(settings().origin))
    await sendDue()
    expect(mails).toHaveLength(2)
  })

  it('that gets many as one reads no name of what works again by then', async () => {
    const mails = await mailServer({})
    const { userId } = await told(broken)
    const write = (connectionId: string, event: EventDraft) =>
      db().$transaction((tx) => writeEvent(tx, { userId, connectionId }, event))
    const ids = Array.from({ length: 7 }, newId)
    const named = ids.map((_, at) => connectionOf(settings().origin, `Client ${at}`))
    for (const [at, id] of ids.entries())
      await write(id, { type: 'connection.needs_attention', data: { ...brokenOf(settings().origin), ...named[at] } })
    const mended = { down_seconds: 60, mended_by: 'renewal' } as const
    await write(ids[3] ?? '', {
      type: 'connection.recovered',
      data: { ...connectionOf(settings().origin, 'Client 3'), ...mended },
    })
    await sendDue()
    const bundle = mails.find(({ raw }) => raw.includes('Client 4'))?.raw
    expect(bundle).toContain('Client 5')
    expect(bundle).not.toContain('Client 3')
  })

  it('that is lost in the middle is asked again', async () => {
    const server = createServer((socket) => {
      socket.write('220 here\r\n')
      socket.once('data', () => socket.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    useServer(server, {})
    await told()
    await sendDue()
    expect((await delivery()).nextAttemptAt).not.toBeNull()
    expect((await delivery()).outcome).toMatch(/unreachable|timeout/)
  })

  it('that refuses our credentials, or the sender, says nothing about the receiver', async () => {
    await mailServer(
      { authOptional: false, allowInsecureAuth: true, onAuth: (_, __, done) => done(refusing(535, 'Bad password')) },
      { auth: { user: 'me', pass: 'wrong-password' } },
    )
    await told()
    await sendDue()
    expect(await delivery()).toMatchObject({ outcome: 'credentials' })
    await mailServer({ onMailFrom: (_, __, done) => done(refusing(553, 'Not your sender')) })
    await db().delivery.updateMany({ data: { nextAttemptAt: new Date(0) } })
    await sendDue()
    expect(await delivery()).toMatchObject({ outcome: 'sender_refused', answer: { status: 553 } })
    expect(JSON.stringify([await delivery(), await address()])).not.toContain('wrong-password')
  })
})

describe('TLS', () => {
  it('is required outside this computer: nothing is sent to a server without it', async () => {
    const mails = await mailServer({}, { isHere: false })
    await told()
    await sendDue()
    expect([mails, (await delivery()).outcome]).toEqual([[], 'tls'])
  })

  it('wants a certificate that is to be trusted, and then sends, with STARTTLS as from the start', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    })
    const trusted = tls.getCACertificates('default')
    for (const secure of [true, false]) {
      const options = secure ? { secure, key, cert } : { key, cert, disabledCommands: [] }
      const mails = await mailServer(options, { host: 'localhost', secure, isHere: false })
      await told()
      await sendDue()
      expect([mails, (await delivery()).outcome]).toEqual([[], 'tls'])
      tls.setDefaultCACertificates([...trusted, cert])
      await db().delivery.updateMany({ data: { nextAttemptAt: new Date(0) } })
      await sendDue()
      expect([mails.length, (await delivery()).outcome]).toEqual([1, 'delivered'])
      tls.setDefaultCACertificates(trusted)
      await db().user.deleteMany()
    }
  })
})
