import { countByKey, counting, type KeyCount } from '#lib/keys/count-by-key'
import { forgetKeys } from '#lib/keys/forget-keys'
import { type Canary, readCanaries } from '#lib/keys/key-check'
import { reseal } from '#lib/keys/reseal'
import { keyring } from '#lib/keys/sealed-store'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { withDatabase } from '#scripts/postgres/connect-database'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run rekey [-- --dry-run | --lost ID]

Moves every sealed value to the active key, the first one in TOKEN_ENCRYPTION_KEYS, and says how many values each key has
sealed. An older key with 0 values may be left out of the settings. Run it after every dashboard was restarted with the
new key in front. The dashboards may go on running; it can be stopped at any time, and run again.
What cannot be opened is counted by kind and key, and left as it is.

  --dry-run   only look: open every value, count, change nothing
  --lost ID   this key is gone for good. Forgets it although values are sealed with it, so that people can sign in and
              connect again. The values stay; they can be read again only if the key is found.
  --data DIR  the data directory of the embedded database
  --help      this text

Exit code: 0 when everything is sealed with the active key (with --dry-run: when everything can be opened), 1 when
something is left or it was refused, 130 after Ctrl-C.
`

await runCommand(async (running) => {
  const options = { data: { type: 'string' }, 'dry-run': { type: 'boolean' }, lost: { type: 'string' } } as const
  const { values } = readArguments(options, HELP)
  const { lost, 'dry-run': dryRun = false } = values
  const work = () => (lost === undefined ? rekey(dryRun, running.signal) : forgetLost(lost))
  return withDatabase(running, values.data, work)
})

async function rekey(dryRun: boolean, signal: AbortSignal): Promise<number> {
  const { activeId } = keyring()
  refuseWrongRing(await readCanaries(), dryRun)
  say(`${activeId} is the active key.\n${describeCounts(await counting(countByKey))}\n`)
  const { moved, contested, locked } = await walk(dryRun, signal)
  say(dryRun ? `${moved} values would be moved to ${activeId}. Nothing was changed.` : `${moved} values moved.`)
  for (const [what, values] of Map.groupBy(locked, (value) => value)) say(`Cannot be opened: ${values.length} ${what}`)
  if (contested > 0) say(`${contested} rows were written meanwhile. Run this again.`)
  if (signal.aborted) say('Stopped. Run this again to go on.')
  if (dryRun) return locked.length > 0 ? 1 : 0
  const forgotten = await forgetKeys()
  const after = await counting(countByKey)
  say(`\n${describeCounts(after)}`)
  if (forgotten.length > 0) say(`May be left out of TOKEN_ENCRYPTION_KEYS now: ${forgotten.join(', ')}.`)
  return after.every(({ keyId }) => keyId === activeId) && locked.length === 0 ? 0 : 1
}

/** Nothing may be sealed with a ring that does not open all of it, nor with a key that no dashboard opens yet. */
function refuseWrongRing(canaries: Canary[], dryRun: boolean): void {
  const { activeId } = keyring()
  const closed = canaries.filter(({ opens }) => !opens).map(({ keyId }) => keyId)
  if (closed.length > 0)
    throw new Refusal(
      `TOKEN_ENCRYPTION_KEYS does not open what was sealed with ${closed.join(', ')}: the key is missing or another one. Nothing was changed. Put it back first; docs/operations.md, Keys.`,
    )
  if (dryRun || canaries.some(({ keyId }) => keyId === activeId)) return
  throw new Refusal(
    `No dashboard has worked with ${activeId} in front yet, so none may be able to read what is moved to it. Restart all of them with this TOKEN_ENCRYPTION_KEYS first. Nothing was changed.`,
  )
}

async function walk(dryRun: boolean, signal: AbortSignal) {
  const tally = { moved: 0, contested: 0, locked: [] as string[] }
  signal.addEventListener('abort', () => say('Stopping after the current row ...'))
  for await (const { moved, locked, isContested } of reseal({ dryRun })) {
    tally.moved += moved.length
    tally.contested += isContested ? 1 : 0
    tally.locked.push(...locked.map(({ column, keyId }) => `${column} (key ${keyId ?? 'none'})`))
    if (signal.aborted) break
  }
  return tally
}

/** One line per key of the ring and per key that a value names. */
function describeCounts(counts: KeyCount[]): string {
  const ids = new Set<string | null>([...keyring().ids, ...counts.map(({ keyId }) => keyId)])
  const lines = [...ids].map((id) => {
    const own = counts.filter(({ keyId }) => keyId === id)
    const total = own.reduce((sum, { count }) => sum + count, 0)
    const kinds = own.map(({ column, count }) => `${column} ${count}`).join(', ')
    return `  ${id ?? '(no key)'}: ${total}${kinds && ` (${kinds})`}`
  })
  return lines.join('\n')
}

async function forgetLost(id: string): Promise<number> {
  if (!(await forgetKeys(id)).includes(id))
    throw new Refusal(
      `${id} is not forgotten: TOKEN_ENCRYPTION_KEYS opens it or does not open another key, the database does not know it, or it is a copy (npm run declare-restore). Nothing was changed.`,
    )
  say(`${id} is forgotten. Dashboards notice within a minute. People whose tokens it sealed can connect again.`)
  return 0
}
