import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OperatorNews } from '#lib/connection/fleet/operator-problems'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { tellOperators } from '#lib/jobs/tell-operators'
import { declareRestore } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { useHarness } from '#lib/testing/use-harness'
import { tellOperatorsByMail } from '#lib/told/mail/tell-operators-by-mail'

const harness = useHarness()
const sent: string[] = []
const tell = async ({ problem, overAt }: OperatorNews) => void sent.push(overAt ? `${problem} is over` : problem)
beforeEach(async () => {
  sent.length = 0
  await db().operatorIncident.deleteMany()
})
afterEach(() => declareRestore())

const keptMails = async (): Promise<Array<{ to: string; subject: string; text: string }>> =>
  (await (await fetch(`${harness.bench.url}/simulator/mails`)).json()).mails

async function copy(): Promise<void> {
  await keyState()
  await db().canary.updateMany({ data: { databaseName: 'of-the-original' } })
}

it('tells of a problem once over all replicas, once when it is over, and again when it comes back', async () => {
  await copy()
  await Promise.all(Array.from({ length: 5 }, () => tellOperators(tell)))
  await tellOperators(tell)
  expect(sent).toEqual(['database_copied'])
  await declareRestore()
  await Promise.all(Array.from({ length: 5 }, () => tellOperators(tell)))
  await tellOperators(tell)
  expect(sent).toEqual(['database_copied', 'database_copied is over'])
  await copy()
  await tellOperators(tell)
  expect(sent).toEqual(['database_copied', 'database_copied is over', 'database_copied'])
  expect(await db().operatorIncident.count({ where: { endedAt: null } })).toBe(1)
})

it('tells later what could not be sent', async () => {
  await copy()
  const lost = tellOperators(() => Promise.reject(new Error('no way out')))
  await expect(lost).rejects.toThrow('no way out')
  await tellOperators(tell)
  expect(sent).toEqual(['database_copied'])
})

it('waits five minutes before it says that Qonto refuses the setup: that may pass', async () => {
  const row = await harness.connected()
  const attempt = { connectionId: row.id, generation: 1n, fingerprint: new Uint8Array(32), cause: 'expiry' }
  await db().rotation.create({ data: { id: newId(), ...attempt, outcome: 'invalid_client', finishedAt: new Date() } })
  await tellOperators(tell)
  await db().rotation.deleteMany()
  await tellOperators(tell)
  // What nobody was told of is not told to be over either.
  expect(sent).toEqual([])
  await db().rotation.create({ data: { id: newId(), ...attempt, outcome: 'invalid_client', finishedAt: new Date() } })
  await tellOperators(tell)
  await db().$executeRaw`UPDATE operator_incidents SET begun_at = begun_at - interval '6 minutes'`
  await tellOperators(tell)
  expect(sent).toEqual(['setup_refused'])
})

it('writes one mail to each operator, with the page where it can be looked at', async () => {
  Object.assign(settings(), { operators: ['one@example.com', 'two@example.com'] })
  await copy()
  await tellOperators(tellOperatorsByMail)
  await tellOperators(tellOperatorsByMail)
  await declareRestore()
  await tellOperators(tellOperatorsByMail)
  const mails = await keptMails()
  const subjects = [
    'Mooring needs you: The database looks like a copy',
    'Mooring, solved: The database no longer looks like a copy',
  ]
  for (const to of ['one@example.com', 'two@example.com'])
    expect(
      mails
        .filter((mail) => mail.to === to)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(subjects.toSorted())
  for (const { text } of mails) expect(text).toContain(`${settings().origin}/setup`)
  Object.assign(settings(), { operators: [] })
})
