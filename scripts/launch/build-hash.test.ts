import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildEnvironment } from '#scripts/launch/build'
import { hashSources, isBuilt } from '#scripts/launch/build-hash'

let checkout: string

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'hash-'))
  await mkdir(join(checkout, 'app/deep'), { recursive: true })
  await writeFile(join(checkout, 'app/deep/page.tsx'), 'one')
})
afterEach(() => rm(checkout, { recursive: true }))

describe('hashSources', () => {
  it('stays the same when only a date changes', async () => {
    const before = await hashSources(checkout, {})
    await utimes(join(checkout, 'app/deep/page.tsx'), 1, 1)
    expect(await hashSources(checkout, {})).toBe(before)
  })

  it.each([
    'app/deep/page.tsx',
    'app/new.tsx',
    'next.config.js',
    'package-lock.json',
    'prisma/schema.prisma',
    'instrumentation-client.ts',
  ])('changes with %s', async (path) => {
    const before = await hashSources(checkout, {})
    await mkdir(join(checkout, 'prisma'), { recursive: true })
    await writeFile(join(checkout, path), 'two')
    expect(await hashSources(checkout, {})).not.toBe(before)
  })

  it('changes with what is baked into a build, and with no other variable', async () => {
    const before = await hashSources(checkout, {})
    expect(await hashSources(checkout, { NEXT_PUBLIC_NAME: 'x' })).not.toBe(before)
    expect(await hashSources(checkout, { DATABASE_URL: 'x' })).toBe(before)
  })

  it('ignores tests, generated code and hidden files', () => {
    expect(['lib/a.test.ts', 'lib/b.test.tsx', 'lib/generated/prisma/client.ts', 'app/.swp'].filter(isBuilt)).toEqual(
      [],
    )
    expect(isBuilt('lib/a.ts')).toBe(true)
  })
})

describe('buildEnvironment', () => {
  it('holds no setting, so that a build cannot contain a secret', () => {
    const environment = { PATH: '/bin', NEXTAUTH_SECRET: 's', DATABASE_URL: 'd', TOKEN_ENCRYPTION_KEYS: 'k', PORT: '1' }
    const secrets = { ...environment, QONTO_CLIENT_SECRET: 'q', NEXT_PUBLIC_NAME: 'x', NODE_ENV: 'test' as const }
    expect(buildEnvironment(secrets)).toEqual({
      PATH: '/bin',
      NEXT_PUBLIC_NAME: 'x',
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    })
  })
})
