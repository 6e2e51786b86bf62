import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run build

Builds the dashboard, unless there is a build of exactly these sources. \`npm start\` does it by itself; \`npm run serve\`
serves what is built. A build needs no settings and holds none.

  --help  this text
`

await runCommand(async ({ signal }) => {
  readArguments({}, HELP)
  const lock = await ensureBuild(signal)
  lock.release()
  say('Built.')
  return 0
})
