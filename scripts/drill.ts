import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments } from '#scripts/command/arguments'
import { type Running, runCommand } from '#scripts/command/run-command'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { progress, say } from '#server/terminal'
import { breakDefence } from '../e2e/drill/break-defence.ts'
import { copyCheckout } from '../e2e/drill/copy-checkout.ts'
import type { Defence } from '../e2e/drill/defence.ts'
import { DEFENCES } from '../e2e/drill/defences.ts'
import { type Drilled, describeDrill, updateTable } from '../e2e/drill/describe-drill.ts'
import { runCases } from '../e2e/drill/run-cases.ts'

const HELP = `
Usage: npm run drill [-- WORD ...] [--write]

Takes the defences away one after the other, in a copy of this checkout, and runs the cases that must notice.
A defence whose absence nobody notices is decoration: the exit code is then 1. Words choose defences by their names.

  --write  keep the result in docs/adversarial.md; rows of what was not drilled stay
  --help   this text

About a minute per defence, because each one is a build of its own: an hour for all of them.
`
const DOCUMENT = join(CHECKOUT, 'docs/adversarial.md')

await runCommand(async (running) => {
  const { values, positionals } = readArguments({ write: { type: 'boolean', default: false } }, HELP)
  const chosen = DEFENCES.filter(({ name }) =>
    positionals.every((word) => name.toLowerCase().includes(word.toLowerCase())),
  )
  if (chosen.length === 0) throw new Refusal('No defence has such a name. Without words all of them are drilled.')
  const folder = await prepareCopy(running)
  const all: Drilled[] = []
  for (const defence of chosen) {
    if (running.signal.aborted) break
    const drilled = await drill(running, folder, defence)
    all.push(drilled)
    // After each, because the whole drill takes a while and may be stopped.
    if (values.write) await keep(all)
    say(
      `${drilled.noticed.length > 0 ? 'noticed' : 'NOT NOTICED'}  ${defence.name}: ${drilled.noticed.length} of ${drilled.ran} cases`,
    )
  }
  say(`\n${describeDrill(all)}`)
  return all.every(({ noticed }) => noticed.length > 0) ? 0 : 1
})

async function prepareCopy({ undo }: Running): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-drill-'))
  await undo.add('The copied checkout', () => rm(folder, { recursive: true, force: true }))
  await progress('Copying the checkout', () => copyCheckout(CHECKOUT, folder))
  return folder
}

async function drill({ signal }: Running, folder: string, defence: Defence): Promise<Drilled> {
  const restore = await breakDefence(folder, defence)
  const cases = await progress(`Without: ${defence.name}`, () => runCases(folder, defence, signal))
  await restore()
  return { defence, ran: cases.length, noticed: cases.filter(({ passed }) => !passed) }
}

async function keep(all: Drilled[]): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8')
  const [before, rest = ''] = text.split('<!-- drill -->\n')
  const [former = '', after = ''] = rest.split('<!-- /drill -->')
  const names = DEFENCES.map(({ name }) => name)
  await writeFile(DOCUMENT, `${before}<!-- drill -->\n\n${updateTable(former, all, names)}\n\n<!-- /drill -->${after}`)
}
