/** What may be started in production, by the conditions under which Node then loads it (package.json, scripts). */
export const STARTED = [
  { conditions: [], files: ['server/main.ts', 'scripts/migrate.ts'] },
  {
    conditions: ['react-server'],
    files: ['worker', 'rekey', 'declare-restore', 'release-brake', 'invite'].map((name) => `scripts/${name}.ts`),
  },
]
