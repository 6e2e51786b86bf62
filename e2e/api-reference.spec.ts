import { expect, test } from './browser/fixtures.ts'

// A programmer's story: a stranger reads what the API does, and takes the lines that work.

test('a stranger finds a call while typing, reads it, and is led to what a refusal means', async ({ page }) => {
  await page.goto('/api-reference')
  const calls = page.getByRole('main').locator('summary h3')
  const all = await calls.count()
  await expect(page.getByRole('status').filter({ hasText: /call/i })).toHaveText(`${all} calls`)
  await page.getByLabel('Find a call').pressSequentially('missing_scopes')
  await expect(page.getByRole('status').filter({ hasText: /call/i })).toHaveText('One call')
  await expect(calls).toHaveText(['POST /connections/{id}/token'])
  await calls.click()
  await expect(page.getByText('Never a refresh token, never an ID token.')).toBeVisible()
  await expect(page.getByText('Seconds that the token must still live.')).toBeVisible()
  await page.getByRole('link', { name: 'missing_scopes' }).click()
  await expect(page.locator('#missing_scopes')).toBeInViewport()
  await page.getByLabel('Find a call').fill('no such call')
  await expect(page.getByRole('status').filter({ hasText: /call/i })).toHaveText('No call has all these words.')
  await page.getByLabel('Find a call').fill('')
  await expect(calls).toHaveCount(all)
})

test('an address that names a call opens it', async ({ page }) => {
  await page.goto('/api-reference#getToken')
  await expect(page.getByText('Never a refresh token, never an ID token.')).toBeInViewport()
})

test('the reference has everything that the document has, and no link leads nowhere', async ({ page, client }) => {
  await page.goto('/api-reference')
  const { paths, components } = await (await client.get('/api/v1/openapi.json')).json()
  const shown = (await page.locator('summary h3').allTextContents()).flatMap((text) => {
    const [, methods = '', path] = /^([A-Z, ]+) (\S+)$/.exec(text) ?? []
    return methods.split(', ').map((method) => `${method.toLowerCase()} ${path}`)
  })
  const described = Object.entries(paths).flatMap(([path, all]) =>
    Object.keys(all ?? {}).map((one) => `${one} ${path}`),
  )
  expect(shown.sort()).toEqual(described.sort())
  const codes = await page.locator('section[aria-labelledby=problems] dt').allTextContents()
  expect(codes).toEqual(components.schemas.Problem.properties.code.enum)
  const lost = await page.evaluate(() =>
    [...document.querySelectorAll('main a[href^="#"]')]
      .map((link) => link.getAttribute('href') ?? '')
      .filter((href) => document.getElementById(href.slice(1)) === null),
  )
  expect(lost).toEqual([])
})

test('the lines to copy work as they are', async ({ app, page, newClient }) => {
  const id = await app.signIn('Camille Rousseau')
  await page.goto('/api-keys')
  await page.getByLabel('Name').fill('Reference')
  for (const box of await page.getByRole('group', { name: 'May' }).getByRole('checkbox').all()) await box.check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  const shown = page.getByRole('region', { name: 'The secret of the key' })
  const secret = (await shown.locator('code').first().textContent()) ?? ''
  await page.goto('/api-reference')
  const lines = (await page.locator('details code').allTextContents()).filter((text) => text.startsWith('curl '))
  expect(lines).toHaveLength(await page.locator('details').count())
  const program = newClient()
  const statuses = []
  const made = await program.send('/api/v1/webhook-endpoints', {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'http://127.0.0.1:1/', events: ['connection.paused'] }),
  })
  const webhook = (await made.json()).webhook_endpoint.id
  // What is sent as a file is the caller's own, and what removes comes last.
  const removing = (line: string) => Number(line.includes('-X DELETE'))
  const sent = lines.filter((text) => !text.includes('@body.json'))
  for (const line of sent.toSorted((one, other) => removing(one) - removing(other))) {
    const address = /"(http[^"]+)"$/.exec(line)?.[1] ?? ''
    const headers = [...line.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = '', value = '']): [string, string] => [
      name,
      value.replace('$MOORING_KEY', secret),
    ])
    const { pathname, search } = new URL(address.replace('$CONNECTION_ID', id).replace('$WEBHOOK_ID', webhook))
    const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET'
    const body = /-d '([^']+)'/.exec(line)?.[1] ?? null
    statuses.push((await program.send(`${pathname}${search}`, { method, headers, body })).status)
  }
  expect(statuses).toEqual(statuses.map(() => 200))
})
