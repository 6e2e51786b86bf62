import { countByKey, counting, countRows, type KeyCount } from '#lib/keys/count-by-key'
import { allOpen, type Canary, readCanaries } from '#lib/keys/key-check'
import { type Resealed, reseal } from '#lib/keys/reseal'
import { keyring } from '#lib/keys/sealed-store'
import { readArguments } from '#scripts/command/arguments'
import { ProgressBar } from '#scripts/command/progress-bar'
import { runCommand } from '#scripts/command/run-command'
import { describeCounts, describeLocked } from '#scripts/keys/describe-keys'
import { withDatabase } from '#scripts/postgres/connect-database'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run rekey [-- --dry-run]

Moves every sealed value to the active key, the first one in TOKEN_ENCRYPTION_KEYS: tokens of connections, tokens that
wait to be revoked, grants that wait for an answer, webhook secrets. Run it after every dashboard was restarted with the
new key in front. The dashboards may go on running; it can be stopped at any time, and run again.
What cannot be opened is counted, named by kind and key, and left as it is.

  --dry-run   only look: open every value, count, change nothing
  --data DIR  the data directory of the embedded database
  --help      this text

Exit code: 0 when everything is sealed with the active key (with --dry-run: when everything can be opened), 1 when
something is left or it was refused, 130 after Ctrl-C.
`

interface Tally {
  moved: number
  locked: Resealed['locked']
  contested: number
}

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' }, 'dry-run': { type: 'boolean' } }, HELP)
  const dryRun = values['dry-run'] === true
  return withDatabase(running, values.data, () => rekey(dryRun, running.signal))
})

async function rekey(dryRun: boolean, signal: AbortSignal): Promise<number> {
  const { ids, activeId } = keyring()
  const canaries = await readCanaries()
  refuseWrongRing(canaries, activeId, dryRun)
  const { counts, rows } = await counting(async (tx) => ({ counts: await countByKey(tx), rows: await countRows(tx) }))
  say(`${activeId} is the active key.\n\n${describeCounts(counts, ids)}\n`)
  const tally = await walk({ dryRun, rows, signal })
  const after = dryRun ? counts : await counting(countByKey)
  say(describeResult(tally, activeId, dryRun))
  if (tally.locked.length > 0) say(`Cannot be opened, and left as they are:\n${describeLocked(tally.locked, ids)}`)
  if (signal.aborted) say('Stopped. Run it again to go on.')
  if (dryRun) return tally.locked.length > 0 ? 1 : 0
  if (tally.moved > 0) say(`\n${describeCounts(after, ids)}\n`)
  say(describeNext(after, canaries, tally))
  return after.every(({ keyId }) => keyId === activeId) && tally.locked.length === 0 ? 0 : 1
}

/** Nothing may be sealed with a ring that does not open all of it, nor with a key that no dashboard opens yet. */
function refuseWrongRing(canaries: Canary[], activeId: string, dryRun: boolean): void {
  const closed = canaries.filter(({ opens }) => !opens).map(({ keyId }) => keyId)
  if (!allOpen(canaries))
    throw new Refusal(
      `TOKEN_ENCRYPTION_KEYS does not open what was sealed with ${closed.join(', ')}: the key is missing or another one. Nothing was changed. Put it back first; docs/operations.md, Keys.`,
    )
  if (canaries.some(({ keyId }) => keyId === activeId)) return
  const why = `No dashboard has worked with ${activeId} in front yet, so none may be able to read what is moved to it.`
  const todo = 'Restart all of them with this TOKEN_ENCRYPTION_KEYS first.'
  if (!dryRun) throw new Refusal(`${why} ${todo} Nothing was changed.`)
  say(`${why} ${todo}\n`)
}

async function walk({ dryRun, rows, signal }: { dryRun: boolean; rows: number; signal: AbortSignal }): Promise<Tally> {
  const tally: Tally = { moved: 0, locked: [], contested: 0 }
  const bar = new ProgressBar(rows, 'rows')
  signal.addEventListener('abort', () => say('\nStopping after the current row ...'))
  for await (const { moved, locked, isContested } of reseal({ dryRun })) {
    tally.moved += moved.length
    tally.locked.push(...locked)
    tally.contested += isContested ? 1 : 0
    bar.step()
    if (signal.aborted) break
  }
  bar.end()
  return tally
}

function describeResult({ moved }: Tally, activeId: string, dryRun: boolean): string {
  const values = `${moved} ${moved === 1 ? 'value' : 'values'}`
  return dryRun ? `${values} would be moved to ${activeId}. Nothing was changed.` : `${values} moved to ${activeId}.`
}

/** What the operator does next, key by key. */
function describeNext(after: KeyCount[], canaries: Canary[], { contested }: Tally): string {
  const { activeId } = keyring()
  const older = canaries.map(({ keyId }) => keyId).filter((keyId) => keyId !== activeId)
  const lines = older.map((keyId) =>
    after.some((count) => count.keyId === keyId)
      ? `${keyId} is still in use. Run this again; if new values keep coming, a dashboard still has ${keyId} in front.`
      : `Nothing is sealed with ${keyId} any more: npm run retire-key -- ${keyId}`,
  )
  if (contested > 0) lines.push(`${contested} rows were being written all the time. Run this again.`)
  return lines.length > 0 ? lines.join('\n') : 'There is no older key to retire.'
}
