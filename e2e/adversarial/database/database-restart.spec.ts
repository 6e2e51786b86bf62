import { expect, test } from '#e2e/adversarial/fixtures'
import { SAYS_DATABASE_AWAY } from '#e2e/support/outcomes'

test('D01 while PostgreSQL restarts, pages say so and nobody is signed out by it; then everything works again', async ({
  signedIn: { client, database },
}) => {
  const [page] = await database.connections()
  const seen = new Set<string>()
  const look = async (path: string) => {
    const response = await client.get(path)
    const text = await response.text()
    const what = SAYS_DATABASE_AWAY.test(text)
      ? 'away'
      : text.includes('Atelier Lumen SAS')
        ? 'working'
        : `${response.status}`
    seen.add(what)
    return what
  }
  await database.stopServer()
  await expect.poll(() => look('/connections'), { timeout: 30_000, intervals: [20] }).toBe('away')
  await expect.poll(() => look(`/connections/${page?.id}`), { timeout: 30_000, intervals: [50] }).toBe('working')
  expect([...seen].sort()).toEqual(['away', 'working'])
  expect(await client.userId()).not.toBeNull()
  expect((await client.signIn('Camille')).error).toBeNull()
})
