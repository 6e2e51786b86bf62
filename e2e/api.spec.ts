import { expect, test } from './browser/fixtures.ts'

// A stranger's story: a key made in the browser, a token by a plain HTTP client, and what pausing and ending do to it.

test('a program gets a fresh token with a key, until the connection is paused, ended, or the key revoked', async ({
  app,
  newClient,
  page,
}) => {
  const id = await app.signIn('Camille Rousseau')
  await page.goto('/api-keys')
  await expect(page.getByText('You have no API key yet.')).toBeVisible()

  await page.getByLabel('Name').fill('Nightly export')
  await page.getByLabel(/^Get access tokens/).check()
  await page.getByLabel(/^Check, pause/).check()
  await page.getByLabel(/^Read from Qonto/).check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  const shown = page.getByRole('region', { name: 'The secret of the key' })
  const secret = (await shown.locator('code').first().textContent()) ?? ''
  expect(secret).toMatch(/^mrk_\w{49}$/)
  await expect(page.getByRole('heading', { name: 'Nightly export' })).toBeVisible()

  // It holds every answer against the OpenAPI document.
  const program = newClient()
  const call = async (method: string, path: string) => {
    const response = await program.send(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${secret}` } })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const found = await call('GET', '/connections')
  expect(found.body.connections).toMatchObject([{ id, verdict: { state: 'ok' } }])
  const token = await call('POST', `/connections/${id}/token`)
  expect(token).toMatchObject({
    status: 200,
    body: { token_type: 'Bearer', access_token: expect.stringMatching(/^ory_at_/) },
  })

  const transactions = await call('GET', `/connections/${id}/qonto/v2/transactions?per_page=2`)
  expect([transactions.status, transactions.body.transactions.length]).toEqual([200, 2])
  // As it came, not packed on the way.
  expect(transactions.headers.get('content-encoding')).toBeNull()
  expect(await call('DELETE', `/connections/${id}/qonto/v2/labels/x`)).toMatchObject({
    status: 403,
    body: { code: 'not_permitted' },
  })

  await expect(async () => {
    await page.goto(`/connections/${id}/permissions`)
    await expect(page.getByText('Used in the last day')).toBeVisible()
  }).toPass()
  await app.openConnection(id)
  await page.getByRole('heading', { name: 'For developers' }).click()
  const use = page.getByRole('region', { name: 'Use this connection' })
  await expect(use).toContainText(`/api/v1/connections/${id}/token`)
  await expect(use).toContainText(`/connections/${id}/token", method="POST"`)
  await expect(use).toContainText('Nightly export, last used')
  await expect(page.getByText('API keys without access meanwhile: Nightly export.')).toBeVisible()
  await app.press('Pause')
  await expect(app.verdict).toContainText('Paused')
  for (const [method, path] of [
    ['POST', 'token'],
    ['GET', 'qonto/v2/organization'],
  ] as const)
    expect(await call(method, `/connections/${id}/${path}`)).toMatchObject({ status: 409, body: { code: 'paused' } })
  expect((await call('POST', `/connections/${id}/resume`)).status).toBe(200)
  expect((await call('POST', `/connections/${id}/token`)).status).toBe(200)
  expect((await call('POST', `/connections/${id}/disconnect`)).body.connection.verdict.state).toBe('gone')
  expect(await call('POST', `/connections/${id}/token`)).toMatchObject({ status: 410, body: { code: 'disconnected' } })

  await page.goto('/api-keys')
  // Shown once: neither the page nor its data holds it any more.
  expect(await page.content()).not.toContain(secret.slice(12))
  await expect(page.getByText('Not yet')).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke Nightly export' }).click()
  await expect(page.getByText('You have no API key yet.')).toBeVisible()
  expect(await call('GET', '/me')).toMatchObject({ status: 401, body: { code: 'invalid_key' } })
})

test('the OpenAPI document names every call, and needs no key', async ({ page }) => {
  await page.goto('/')
  const response = await fetch(new URL('/api/v1/openapi.json', page.url()))
  const document = await response.json()
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual([
    '/me',
    '/connections',
    '/connections/{id}',
    '/connections/{id}/token',
    '/connections/{id}/check',
    '/connections/{id}/pause',
    '/connections/{id}/resume',
    '/connections/{id}/disconnect',
    '/webhook-endpoints',
    '/webhook-endpoints/{id}',
    '/webhook-endpoints/{id}/test',
    '/webhook-endpoints/{id}/roll',
    '/connections/{id}/qonto/{path}',
  ])
})
