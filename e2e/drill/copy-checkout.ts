import { link, mkdir, readdir, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Left out: what belongs to one checkout only. */
const LEFT_OUT = new Set(['.git', '.data', '.next', 'test-results', 'playwright-report'])

/**
 * Copies a checkout with hard links, so that its node_modules cost neither time nor space. Whoever changes a file of the
 * copy must write a new one in its place: writing into it would change the original.
 */
export async function copyCheckout(from: string, to: string, leftOut: ReadonlySet<string> = LEFT_OUT): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (leftOut.has(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyCheckout(source, target, new Set())
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if (entry.isFile()) await link(source, target)
  }
}
