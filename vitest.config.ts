import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: {
      // Plain Node refuses `server-only`, because it cannot know that a test stands where a server component would.
      'server-only': join(import.meta.dirname, 'node_modules/server-only/empty.js'),
    },
  },
  test: {
    include: ['{app,components,e2e,i18n,lib,messages,prisma,scripts,server,simulator}/**/*.test.{ts,tsx}', '*.test.ts'],
    exclude: ['lib/generated/**', 'node_modules/**'],
    globalSetup: ['e2e/runner/test-server.ts'],
    setupFiles: ['e2e/runner/repeatable-fuzz.ts'],
    environment: 'node',
    // Much of their time is waiting for PostgreSQL, the simulator and deadlines: more than one per core.
    maxWorkers: 4,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
