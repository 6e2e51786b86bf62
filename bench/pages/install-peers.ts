import { statSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '#scripts/command/child'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const FOLDER = join(CHECKOUT, 'bench/peers')

/** Their packages are fetched when they are wanted: nothing else here needs them, and none may run a script of its own. */
export async function installPeers(): Promise<void> {
  // npm writes this file last.
  if (timeOf('node_modules/.package-lock.json') > timeOf('package-lock.json')) return
  await progress('Installing the peers (once, from the npm registry)', async () => {
    const words = ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    if ((await runProgram('npm', words)).code !== 0)
      throw new Refusal('The peers could not be installed: npm needs its registry for that.')
  })
}

function timeOf(file: string): number {
  return statSync(join(FOLDER, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
