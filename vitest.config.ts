import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { mutationPlugin } from './e2e/mutation/mutation-plugin.ts'

const FILES = [
  '{app,cli,components,e2e,i18n,lib,messages,prisma,scripts,server,simulator}/**/*.test.{ts,tsx}',
  '*.test.ts',
]

/**
 * Tests that change nothing that a process remembers. Those of a worker follow each other in one process, with one database
 * and one fake Qonto: most of their time was loading the same modules once more. The others have a process each.
 */
const SHARED = globSync(FILES).filter((file) => {
  const text = readFileSync(file, 'utf8')
  return !/vi\.mock\(|setDefaultCACertificates|restartWith|process\.env|openHarness|testing\/requests/.test(text)
})

export default defineConfig({
  // For `npm run mutate`.
  plugins: process.env.MUTATION ? [mutationPlugin(process.env.MUTATION)] : [],
  resolve: {
    alias: {
      // Plain Node refuses `server-only`, because it cannot know that a test stands where a server component would.
      'server-only': join(import.meta.dirname, 'node_modules/server-only/empty.js'),
    },
  },
  test: {
    // A kept module would be without the mutation, or keep it.
    fsModuleCache: !process.env.MUTATION,
    globalSetup: ['e2e/runner/test-server.ts'],
    setupFiles: ['e2e/runner/repeatable-fuzz.ts', 'e2e/runner/zone-of-file.ts'],
    environment: 'node',
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Much of their time is waiting for PostgreSQL, the simulator and deadlines: more than one per core.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false, env: { TEST_SHARED_PROCESS: '1' } } },
      {
        extends: true,
        test: { name: 'own', include: FILES, exclude: [...SHARED, 'lib/generated/**', 'node_modules/**'] },
      },
    ],
  },
})
