import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { STARTED } from '#scripts/develop/assemble/started'
import { Refusal } from '#server/refusal'

/** Starts everything once, as production would and with nothing in the environment, just far enough to load all of it. */
export async function tryTree(tree: string): Promise<void> {
  for (const { conditions, files } of STARTED)
    for (const file of files) {
      const words = [...conditions.map((name) => `--conditions=${name}`), file, '--help']
      await promisify(execFile)(join(tree, 'node'), words, { cwd: tree, env: { NODE_ENV: 'production' } }).catch(
        (error: unknown) => {
          throw new Refusal(`${file} does not start there.\n${error instanceof Error ? error.message : String(error)}`)
        },
      )
    }
}
