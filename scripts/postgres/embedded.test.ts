import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dataFiles } from '#scripts/command/data-directory'
import { readOrCreateSecrets } from '#scripts/launch/secrets'
import { type EmbeddedPostgres, embeddedPostgres } from '#scripts/postgres/embedded'
import { makeTemporaryData } from '#scripts/postgres/temporary'

let data: string
let first: EmbeddedPostgres
let second: EmbeddedPostgres

const pidFile = () => join(dataFiles(data).postgres, 'postmaster.pid')
const killServer = async () => process.kill(Number((await readFile(pidFile(), 'utf8')).split('\n')[0]), 'SIGKILL')

beforeAll(async () => {
  data = await makeTemporaryData()
  const secrets = await readOrCreateSecrets(data)
  first = embeddedPostgres(data, secrets)
  second = embeddedPostgres(data, secrets)
})
afterAll(async () => {
  const last = embeddedPostgres(data, await readOrCreateSecrets(data), { durable: false })
  await first.stop()
  await second.stop()
  await last.ensure()
  await last.stop()
})

it('is made where a first start was interrupted, started and shared by a second launcher', async () => {
  const { postgres } = dataFiles(data)
  await mkdir(`${postgres}.new/base`, { recursive: true })
  await writeFile(`${postgres}.password`, 'of before')
  expect(await first.ensure()).toBe('started')
  expect((await readdir(data)).filter((name) => /^postgres\.(new|password)/.test(name))).toEqual([])
  expect(await second.ensure()).toBe('shared')
  expect(second.url()).toBe(first.url())
})

it('is left alone by the one who only shares it', async () => {
  await second.stop()
  expect(await first.isRunning()).toBe(true)
})

it('starts again on the same port after it was killed', async () => {
  const before = first.url()
  await killServer()
  await expect.poll(() => first.isRunning()).toBe(false)
  expect(await first.ensure()).toBe('started')
  expect(first.url()).toBe(before)
})

it('starts although the number in its file belongs to another process by now', async () => {
  const text = await readFile(pidFile(), 'utf8')
  await first.stop()
  await writeFile(pidFile(), text.replace(/^\d+/, String(process.pid)))
  expect(await first.ensure()).toBe('started')
})

it('starts on another port when its own was taken meanwhile', async () => {
  const { port } = new URL(first.url())
  await first.stop()
  const taker = createServer().listen(Number(port), '127.0.0.1')
  await once(taker, 'listening')
  expect(await first.ensure()).toBe('started')
  expect(new URL(first.url()).port).not.toBe(port)
  taker.close()
})

it('is stopped by its owner and taken over by who still needs it', async () => {
  await second.ensure()
  await first.stop()
  expect(await second.isRunning()).toBe(false)
  expect(await second.ensure()).toBe('started')
  await second.stop()
  expect(await second.isRunning()).toBe(false)
})
