import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSecretFiles } from '#server/read-secret-files'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  file = join(folder, 'secret')
  writeFileSync(file, 'of the\nfile\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As the environment of a process, which knows texts only. */
const read = (env: Record<string, string>) => ({ problems: readSecretFiles(env as NodeJS.ProcessEnv), env })

describe('a secret in a file', () => {
  it('is read without the line end that every editor adds', () => {
    const { problems, env } = read({ NEXTAUTH_SECRET: ' ', NEXTAUTH_SECRET_FILE: file, SMTP_URL_FILE: ' ' })
    expect(problems).toEqual([])
    expect(env).toMatchObject({ NEXTAUTH_SECRET: 'of the\nfile' })
    expect(env).not.toHaveProperty('SMTP_URL')
  })

  it.each([
    ...['QONTO_CLIENT_SECRET', 'QONTO_STAGING_TOKEN', 'DATABASE_URL', 'NEXTAUTH_SECRET', 'TOKEN_ENCRYPTION_KEYS'],
    ...['SMTP_URL', 'MOORING_METRICS_TOKEN'],
  ])('may be %s, and one that cannot be read keeps the process from starting without it', (name) => {
    expect(read({ [`${name}_FILE`]: file }).env[name]).toBe('of the\nfile')
    expect(read({ [`${name}_FILE`]: folder }).problems).toEqual([
      { variable: `${name}_FILE`, problem: 'names a file that cannot be read (EISDIR).' },
    ])
  })

  it('is refused beside the same one in the environment, because nobody knows which is meant', () => {
    const { problems, env } = read({ DATABASE_URL: 'of the environment', DATABASE_URL_FILE: file })
    expect(problems).toEqual([{ variable: 'DATABASE_URL_FILE', problem: expect.stringContaining('keep one') }])
    expect(env.DATABASE_URL).toBe('of the environment')
  })

  it('that cannot be read is named, and what it may hold is not', () => {
    expect(read({ TOKEN_ENCRYPTION_KEYS_FILE: join(folder, 'nothing') }).problems).toEqual([
      { variable: 'TOKEN_ENCRYPTION_KEYS_FILE', problem: 'names a file that cannot be read (ENOENT).' },
    ])
  })

  it('is no way to hand over what is no secret', () => {
    expect(read({ PORT_FILE: file }).env).not.toHaveProperty('PORT')
  })
})
