import { resolve } from 'node:path'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { copyTree } from '#scripts/develop/assemble/copy-tree'
import { findFiles } from '#scripts/develop/assemble/find-files'
import { refuseDevelopment } from '#scripts/develop/assemble/refuse-development'
import { tryTree } from '#scripts/develop/assemble/try-tree'
import { ensureBuild } from '#scripts/launch/build'
import { Refusal } from '#server/refusal'
import { progress, say } from '#server/terminal'

const HELP = `
Usage: npm run assemble -- DIR

Builds the dashboard and puts into the empty folder DIR what runs it in production, and nothing else: the build, those of
our sources that Node runs as they are, of every package the files that these load, and this Node. No compiler, no
simulator, no embedded database. Nothing is written there, and the settings come from the environment:

  ./node --disable-warning=DEP0169 server/main.ts        serves
  ./node scripts/migrate.ts                              applies the migrations
  ./node --conditions=react-server scripts/worker.ts     does the background work alone
  ./node --conditions=react-server scripts/rekey.ts      and declare-restore.ts, release-brake.ts, invite.ts

  --help  this text
`

await runCommand(async ({ signal, undo }) => {
  const [directory, ...more] = readArguments({}, HELP).positionals
  if (!directory || more.length > 0) throw new Refusal('Name one folder: npm run assemble -- DIR.')
  const lock = await ensureBuild(signal)
  await undo.add('The build', () => lock.release())
  const files = await progress('Looking for what production loads', findFiles)
  await refuseDevelopment(files)
  const target = resolve(directory)
  const bytes = await copyTree(files, target)
  await tryTree(target)
  say(`${target}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB with Node.`)
  return 0
})
