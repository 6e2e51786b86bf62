import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { App } from '#e2e/app'
import type { Stage } from '#e2e/chaos/stage'
import { type MailServer, startMailServer } from '#e2e/told/mail-server'
import { startReceiver, type WebhookReceiver } from '#e2e/told/webhook-receiver'
import texts from '../messages/en.json' with { type: 'json' }

// notify.md from end to end: a dashboard as it is run, a real mail server, and a program that verifies with the library of
// the standard. Time is moved in the database. The mail server goes away in the middle, a second dashboard joins, and the
// program flaps: each thing is told once all the same.

test.describe.configure({ timeout: 180_000 })

const ADDRESS = 'ops@example.com'
const { kinds, section } = texts.mail
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
  const app = new App(page)
  const id = await app.signIn('Camille Rousseau')
  await expect.poll(async () => (await stage.sql('SELECT told_stand FROM connections'))[0]?.told_stand).toBe('works')
  const heard = () => program.heard.map(({ type, data }) => [type, data.days_left].filter(Boolean).join(' '))
  const arrives = async (event: string, subject: string | null) => {
    await expect.poll(heard, { timeout: 20_000 }).toContain(event)
    if (subject === null) return undefined
    await expect.poll(() => mailServer.mails.map((each) => each.subject), { timeout: 20_000 }).toContain(subject)
    return mailServer.mails.find((each) => each.subject === subject)
  }

  await test.step('an address is confirmed, and a key and a webhook are made', async () => {
    await page.goto('/api-keys')
    await page.getByLabel('Name').fill('Bookkeeping')
    await app.press('Make the key')
    await expect(page.getByText(/mrk_\w{49}/).first()).toBeVisible()
    await confirmAddress(app, mailServer)
    program.receiver.secret = await makeWebhook(app, program)
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
    const ofKey = await arrives('api_key.expiring 14', 'The API key Bookkeeping expires in 14 days.')
    expect(buttonOf(ofKey)).toBe(`${url}/api-keys`)
    program.receiver.isFlapping = true
    for (const [days, left] of [
      [7, '7 days'],
      [4, '3 days'],
      [2, '1 day'],
    ] as const) {
      await letDaysPass(stage, days)
      await arrives(`connection.reminder ${left.split(' ')[0]}`, `${NAME}: The connection ends in ${left}.`)
    }
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
    ...['connection.reminder 7', 'connection.reminder 3', 'connection.reminder 1', 'connection.disconnected'],
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

async function confirmAddress({ page }: App, { mails }: MailServer): Promise<void> {
  await page.goto('/notifications')
  await page.getByLabel('Mail address').fill(ADDRESS)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect.poll(() => mails.length).toBe(1)
  await page.goto(buttonOf(mails[0]))
  await page.getByRole('button', { name: 'Confirm the address' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')
  await page.goto('/notifications')
  const told = page.getByRole('group', { name: section.kinds })
  for (const box of [kinds.problems, kinds.reminders, kinds.own]) await told.getByLabel(box).check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
}

/** Told of everything but what is made. @returns its secret */
async function makeWebhook({ page }: App, { url }: WebhookReceiver): Promise<string> {
  const webhooks = page.getByRole('region', { name: 'Webhooks' })
  await webhooks.getByLabel('Address').fill(url)
  await webhooks.getByLabel('api_key.expiring').check()
  await webhooks.getByRole('button', { name: 'Make the webhook' }).click()
  const shown = page.getByRole('region', { name: 'The secret of the webhook' })
  return (await shown.locator('code').first().textContent()) ?? ''
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
