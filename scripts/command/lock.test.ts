import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tryLock, withLock } from '#scripts/command/lock'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('is held by one at a time', () => {
  const file = join(folder, 'one')
  const first = tryLock(file)
  expect(tryLock(file)).toBeNull()
  first?.release()
  expect(tryLock(file)).not.toBeNull()
})

it('is shared by readers, who keep a writer out', () => {
  const file = join(folder, 'shared')
  const readers = [tryLock(file, 'shared'), tryLock(file, 'shared')]
  expect(readers).not.toContain(null)
  expect(tryLock(file)).toBeNull()
  for (const reader of readers) reader?.release()
  expect(tryLock(file)).not.toBeNull()
})

it('lets the next one in after the work, also when the work failed', async () => {
  const file = join(folder, 'work')
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(file, async () => 'yes')).toBe('yes')
})

it('ends with a holder that was killed', async () => {
  const file = join(folder, 'killed')
  const script = `const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync(process.argv[1]); d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => d, 1000)`
  const holder = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  expect(tryLock(file)).toBeNull()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(tryLock(file)).not.toBeNull()
})
