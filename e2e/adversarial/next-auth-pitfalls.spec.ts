import { readFileSync, writeFileSync } from 'node:fs'
import { mooring } from '#e2e/adversarial/pitfalls/mooring'
import { plainAs } from '#e2e/adversarial/pitfalls/plain'
import { type Outcome, type Pitfall, type Site, signIn } from '#e2e/adversarial/pitfalls/site'
import { PITFALLS, pitfallTable } from '#e2e/adversarial/pitfalls/table'
import { startPlainSite } from '#e2e/adversarial/plain-next-auth/server'
import { expect, test } from './fixtures.ts'

// security.md, section 4: every pitfall is tried on a site of plain next-auth first, and then on the dashboard.

for (const pitfall of PITFALLS)
  test(`${pitfall.id} ${pitfall.title}`, async ({ simulator, database, newClient, logs, aftermath }) => {
    aftermath.leavesOrphans(pitfall.orphans ?? 0)
    const plain = await startPlainSite(simulator.origin, pitfall.vary)
    try {
      expect(await outcomeOf(pitfall, plainAs(plain, simulator)), 'plain next-auth').toBe(pitfall.plain ?? 'falls')
    } finally {
      await plain.stop()
      await simulator.forgetEverything()
    }
    const ours = mooring({ simulator, database, newClient, logs })
    try {
      expect(await outcomeOf(pitfall, ours), 'the dashboard').toBe('holds')
    } finally {
      await ours.mend()
    }
  })

test('P40 the control signs people in', async ({ simulator }) => {
  const plain = await startPlainSite(simulator.origin)
  try {
    const client = plainAs(plain, simulator).newClient()
    expect((await signIn(client, 'Camille')).signedIn).toBe(true)
    expect(await client.userId()).not.toBeNull()
    expect(plain.said()).toBe('')
  } finally {
    await plain.stop()
    await simulator.forgetEverything()
  }
})

test('P50 next-auth, Next.js and jose are past their published advisories', () => {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const version = (name: string) => lock.packages[`node_modules/${name}`]?.version ?? '0'
  const isPast = (name: string, floor: string) =>
    version(name).localeCompare(floor, 'en', { numeric: true, sensitivity: 'base' }) >= 0
  expect(isPast('next-auth', '4.24.15')).toBe(true)
  expect(isPast('next', '16.4.1')).toBe(true)
})

test('P51 docs/next-auth.md says what these cases show', () => {
  const table = pitfallTable()
  const file = process.env.E2E_WRITE_DOCS
  if (file) writeFileSync(file, table)
  expect(unaligned(readFileSync('docs/next-auth.md', 'utf8'))).toBe(unaligned(table))
})

/** The formatter aligns tables, and has its own idea of how many dashes make a line. */
function unaligned(markdown: string): string {
  return markdown.replace(/ +/g, ' ').replace(/-{2,}/g, '--')
}

async function outcomeOf({ check }: Pitfall, site: Site): Promise<Outcome> {
  return (await check(site)) ? 'holds' : 'falls'
}
