import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), devDependencies: z.record(z.string(), z.string()).optional() }),
  ),
})

/** Production holds no package of development, no stand-in for the bank, and no test. */
export async function refuseDevelopment(files: string[]): Promise<void> {
  const { packages } = Lock.parse(JSON.parse(await readFile(join(CHECKOUT, 'package-lock.json'), 'utf8')))
  // Some of ours are peers of what production has, and so not marked.
  const named = new Set(Object.keys(packages['']?.devDependencies ?? {}).map((name) => `node_modules/${name}`))
  const wrong = files.filter((file) => {
    if (/^(simulator|e2e|bench|lib\/testing)\/|\.test\.tsx?$/.test(file)) return true
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
    return folder !== undefined && (named.has(folder) || packages[folder]?.dev === true)
  })
  if (wrong.length > 0)
    throw new Refusal(`Production would need what is for development only: ${wrong.slice(0, 10).join(', ')}.`)
}
