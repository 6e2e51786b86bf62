import { makeKey } from '#e2e/adversarial/api/make-key'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import type { Stage } from '#e2e/chaos/stage'
import { App } from '#e2e/support/app'
import { HttpClient } from '#e2e/support/http-client'
import { type MailServer, startMailServer } from '#e2e/told/mail-server'
import { startReceiver } from '#e2e/told/webhook-receiver'
import texts from '../messages/en.json' with { type: 'json' }

// notify.md from end to end: a dashboard as it is run, a real mail server, and a program that verifies with the library of
// the standard. Time is moved in the database. The mail server goes away in the middle, a second dashboard joins, and the
// program flaps: each thing is told once all the same.

test.describe.configure({ timeout: 180_000 })

const ADDRESS = 'ops@example.com'
const EVENTS = [
  ...['connection.needs_attention', 'connection.reminder', 'connection.recovered', 'connection.disconnected'],
  'api_key.expiring',
]
const NAME = 'Atelier Lumen SAS'

test('a person by mail and a program by webhook are told of a whole life, each thing once', async ({
  browser,
  database,
  newDashboard,
  simulator,
  stage,
}) => {
  const [mailServer, program] = await Promise.all([startMailServer(), startReceiver()])
  const mail = { SMTP_URL: mailServer.url, MAIL_FROM: 'Mooring <mooring@example.com>' }
  const { url } = await newDashboard(mail)
  const page = await browser.newPage({ baseURL: url })
  const [app, client] = [new App(page), new HttpClient(url, simulator)]
  const id = await app.isSignedInAs(client, 'Camille')
  await expect.poll(async () => (await stage.sql('SELECT told_stand FROM connections'))[0]?.told_stand).toBe('works')
  const heard = () => program.heard.map(({ type, data }) => [type, data.days_left].filter(Boolean).join(' '))
  const arrives = async (event: string, subject: string | null) => {
    await expect.poll(heard, { timeout: 20_000 }).toContain(event)
    if (subject === null) return undefined
    await expect.poll(() => mailServer.mails.map((each) => each.subject), { timeout: 20_000 }).toContain(subject)
    return mailServer.mails.find((each) => each.subject === subject)
  }

  await test.step('an address is confirmed, and a key and a webhook are made', async () => {
    await makeKey(client, ['tokens:read'], 90)
    await confirmAddress(client, app, mailServer)
    program.receiver.secret = await makeWebhook(client, program.url)
  })

  await test.step('it breaks, while the mail server goes away in the middle', async () => {
    mailServer.manner.goesAway = true
    await simulator.revokeEverything()
    await app.openConnection(id)
    await app.press('Check now')
    await expect(app.verdict).toContainText('Qonto refused to renew this connection.')
    await database.letRefusalsAge(86_400)
    await app.press('Try now')
    await arrives('connection.needs_attention', null)
    await expect.poll(() => mailServer.manner.left, { timeout: 20_000 }).toBe(1)
    mailServer.manner.goesAway = false
    await retriesComeDue(stage)
    const { sentence } = texts.verdict.reasons.grant_refused
    const told = await arrives('connection.needs_attention', `${NAME}: ${sentence}`)
    expect(told?.text).toContain(`${sentence}\n\nOrganisation: ${NAME}\n\n`)
    expect(told?.text).toContain(texts.verdict.reasons.grant_refused.line)
    await page.goto(buttonOf(told))
    await expect(page).toHaveURL(new RegExp(`/connections/${id}$`))
    await expect(app.verdict).toContainText('Reconnect needed')
  })

  await test.step('it is mended', async () => {
    await app.press('Reconnect')
    await app.bank.signInAs('Camille Rousseau')
    await app.bank.agree()
    await app.arrivesAtConnection()
    const told = await arrives('connection.recovered', `${NAME}: The connection works again.`)
    expect(told?.text).toMatch(/It was down for \d+ minutes?\..*re-authorised/)
    expect(buttonOf(told)).toBe(`${url}/connections/${id}`)
  })

  await test.step('its end comes near, that of the key too, and a second dashboard joins', async () => {
    await letDaysPass(stage, 76)
    const told = await arrives('connection.reminder 14', `${NAME}: The connection ends in 14 days.`)
    await page.goto(buttonOf(told))
    await expect(app.verdict).toContainText(texts.verdict.states.expiring)
    await letKeysAge(stage, 76)
    await newDashboard({ ...mail, NEXTAUTH_URL: url })
    const ofKey = await arrives('api_key.expiring 14', 'The API key Of a program expires in 14 days.')
    expect(buttonOf(ofKey)).toBe(`${url}/api-keys`)
    program.receiver.isFlapping = true
    // Those of 7 and 3 days were missed: what is told is what is true now.
    await letDaysPass(stage, 13)
    await arrives('connection.reminder 1', `${NAME}: The connection ends in 1 day.`)
  })

  await test.step('it is disconnected', async () => {
    await app.openConnection(id)
    await app.disconnect()
    const told = await arrives('connection.disconnected', `${NAME}: The connection was disconnected.`)
    expect(told?.text).toContain('Qonto confirmed the end')
    await page.goto(buttonOf(told))
    await expect(app.receipt).toBeVisible()
  })

  const life = [
    ...['connection.needs_attention', 'connection.recovered', 'connection.reminder 14', 'api_key.expiring 14'],
    ...['connection.reminder 1', 'connection.disconnected'],
  ]
  expect(heard()).toEqual(life)
  expect(program.turnedAway).toEqual(program.heard.slice(4).map((each) => each.id))
  expect(new Set(program.heard.map((each) => each.id)).size).toBe(life.length)
  // The first of them confirmed the address.
  expect(mailServer.mails.map(({ to }) => to)).toEqual(Array(life.length + 1).fill([ADDRESS]))
  expect(new Set(mailServer.mails.map((each) => each.id)).size).toBe(life.length + 1)
  // Nothing more is under way to anybody.
  expect(await stage.sql(`SELECT outcome FROM deliveries WHERE outcome IS DISTINCT FROM 'delivered'`)).toEqual([])
  expect(await stage.sql('SELECT 1 FROM deliveries')).toHaveLength(2 * life.length)
  await Promise.all([page.close(), mailServer.close()])
  program.close()
})

async function confirmAddress(client: HttpClient, { page }: App, { mails }: MailServer): Promise<void> {
  const wanted = await client.form('/notifications', /Send the link/)
  wanted.set('address', ADDRESS)
  await client.submit('/notifications', wanted)
  await expect.poll(() => mails.length).toBe(1)
  await page.goto(buttonOf(mails[0]))
  await page.getByRole('button', { name: 'Confirm the address' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')
  const chosen = await client.form('/notifications', /^Save$/)
  chosen.delete('kind')
  for (const kind of ['problems', 'reminders', 'own']) chosen.append('kind', kind)
  await client.submit('/notifications', chosen)
}

/** @returns its secret */
async function makeWebhook(client: HttpClient, url: string): Promise<string> {
  const form = await client.form('/notifications', /Make the webhook/)
  form.delete('event')
  for (const type of EVENTS) form.append('event', type)
  form.set('url', url)
  form.set('reach', 'all')
  const [secret] = /whsec_[\w+/]{43}=/.exec(await (await client.submit('/notifications', form)).text()) ?? []
  if (!secret) throw new Error('The page shows no secret.')
  return secret
}

/** Where the one button of a mail leads, which its text and its HTML have alike. */
function buttonOf(mail: MailServer['mails'][number] | undefined): string {
  const [button, ...others] = [...(mail?.text ?? '').matchAll(/^.+:\n(http\S+)$/gm)].map(([, href = '']) => href)
  expect(others).toEqual([])
  expect(mail?.html).toContain(`href="${button}"`)
  return button ?? ''
}

/** So many days later, in which it was checked daily and never renewed. Past the triggers, as time passes. */
async function letDaysPass(stage: Stage, days: number): Promise<void> {
  await stage.sql(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    UPDATE connections SET granted_at = granted_at - interval '${days} days',
           refresh_issued_at = refresh_issued_at - interval '${days} days', told_at = told_at - interval '${days} days',
           reminded_until = reminded_until - interval '${days} days', tell_at = tell_at - interval '${days} days',
           next_attempt_at = now() + interval '1 day';
    UPDATE deliveries SET done_at = done_at - interval '${days} days';
    COMMIT`)
}

async function letKeysAge(stage: Stage, days: number): Promise<void> {
  const age = `interval '${days} days'`
  await stage.sql(`UPDATE api_keys SET created_at = created_at - ${age}, expires_at = expires_at - ${age}`)
}

/** What was tried and did not arrive need not wait any longer. */
async function retriesComeDue(stage: Stage): Promise<void> {
  const due = () =>
    stage.sql(
      'UPDATE deliveries SET next_attempt_at = now() WHERE outcome IS NOT NULL AND done_at IS NULL RETURNING id',
    )
  await expect.poll(async () => (await due()).length, { timeout: 20_000 }).toBeGreaterThan(0)
}
