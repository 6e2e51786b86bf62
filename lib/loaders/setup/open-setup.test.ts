import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { db } from '#lib/db'
import { type Settings, settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { setupFor } from '#lib/loaders/setup/open-setup'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let asItWas: Settings
let row: Connection
let clock = Date.now()
beforeEach(async () => {
  asItWas = { ...settings() }
  vi.useFakeTimers({ toFake: ['Date'] })
  Object.assign(settings(), { operators: ['Ops@Mooring.example'] })
  row = await harness.connected({ person: 'Camille' })
})
afterEach(() => {
  vi.useRealTimers()
  Object.assign(settings(), asItWas)
})

/** After everything that was found before is forgotten. */
function open(userId: string | null) {
  clock += 6 * 60_000
  vi.setSystemTime(clock)
  return setupFor(userId)
}

const confirm = (address: string, confirmedAt: Date | null) =>
  db().mailAddress.create({ data: { id: newId(), userId: row.userId, address, kinds: [], confirmedAt } })

it('is for whoever has confirmed the address of an operator, and counts the connections of everybody there', async () => {
  expect(await open(null)).toEqual({ kind: 'closed', signedIn: false })
  expect(await open(row.userId)).toEqual({ kind: 'closed', signedIn: true })
  await confirm('someone@mooring.example', new Date())
  const { id } = await confirm('ops@mooring.example', null)
  expect(await open(row.userId)).toEqual({ kind: 'closed', signedIn: true })
  await db().mailAddress.update({ where: { id }, data: { confirmedAt: new Date() } })
  const other = await harness.connected({ person: 'Giulia' })
  await harness.twins(other, 2, { toldStand: 'works', seenStand: 'broken', userId: other.userId })
  await harness.twins(other, 3, { toldStand: 'works', seenStand: null, userId: other.userId })
  await harness.twins(other, 1, { status: 'disconnected', toldStand: 'gone' })
  const setup = await open(row.userId)
  expect(setup).toMatchObject({
    kind: 'open',
    stands: expect.any(Array),
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  })
  expect(setup.kind === 'open' && new Set(setup.stands)).toEqual(
    new Set([
      { stand: 'works', count: 3 },
      { stand: 'broken', count: 2 },
      { stand: null, count: 2 },
    ]),
  )
  expect(JSON.stringify(setup)).not.toMatch(/Camille|Giulia|Lumen|Aurora/)
  // One connection whose key is gone is in nobody's way.
  await db().connection.update({ where: { id: other.id }, data: { idTokenSealed: 'v1.lost.AAAA' } })
  expect(await open(other.userId)).toEqual({ kind: 'closed', signedIn: true })
})

it('is open to everybody while nobody could sign in to see it, or nobody can prove to be an operator', async () => {
  const isOpen = async () => {
    const setup = await open(null)
    return setup.kind === 'open' && setup.stands === null
  }
  expect(await isOpen()).toBe(false)
  await harness.bench.command('failures', { target: 'refresh', kind: 'status', status: 503 })
  expect(await isOpen()).toBe(true)
  expect(await isOpen()).toBe(false)
  Object.assign(settings(), { environment: 'production' })
  expect(await isOpen()).toBe(true)
  Object.assign(settings(), { environment: 'simulator', operators: [] })
  expect(await isOpen()).toBe(true)
})
