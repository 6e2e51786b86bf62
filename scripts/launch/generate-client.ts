import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageFile, runNode } from '#scripts/command/child'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const GENERATED = join(CHECKOUT, 'lib/generated')
const MARK = join(GENERATED, 'schema-hash')

/** Writes the database client when it is missing or belongs to another schema. */
export async function generateClient(signal?: AbortSignal): Promise<void> {
  const hash = await hashSchema()
  const current = await readFile(MARK, 'utf8').catch(() => null)
  if (current === hash && existsSync(join(GENERATED, 'prisma/client.ts'))) return
  await progress('Generating the database client', async () => {
    const quiet = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
    const options = { env: quiet, ...(signal ? { signal } : {}) }
    const { code, output } = await runNode(packageFile('prisma/build/index.js'), ['generate'], options)
    if (code !== 0) throw new Refusal(`The database client could not be generated.\n${output.trim()}`)
  })
  await writeFile(MARK, hash)
}

async function hashSchema(): Promise<string> {
  const parts = await Promise.all(
    ['prisma/schema.prisma', 'node_modules/prisma/package.json'].map((path) =>
      readFile(join(CHECKOUT, path)).catch(() => ''),
    ),
  )
  return parts.reduce((hash, part) => hash.update(part).update('\0'), createHash('sha256')).digest('hex')
}
