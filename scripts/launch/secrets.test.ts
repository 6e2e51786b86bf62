import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseSettings } from '#lib/env'
import { readOrCreateSecrets } from '#scripts/launch/secrets'
import { Refusal } from '#server/refusal'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('agree for all who start together, and are for their owner only', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => readOrCreateSecrets(folder)))
  expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1)
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).sort()).toEqual(['secrets.json', 'start.lock'])
})

it('are settings that the dashboard accepts', async () => {
  const secrets = await readOrCreateSecrets(folder)
  const environment = { ...secrets, DATABASE_URL: 'postgresql://127.0.0.1/x' }
  expect(parseSettings(environment)).toMatchObject({ ok: true })
})

it.each(['', '{}', 'null', '{"NEXTAUTH_SECRET":1}', '{"NEXTAUTH_SECRET":"half'])(
  'are never replaced when the file is %j',
  async (text) => {
    await writeFile(join(folder, 'secrets.json'), text)
    await expect(readOrCreateSecrets(folder)).rejects.toThrow(Refusal)
  },
)
