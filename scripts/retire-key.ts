import { type RetireRefusal, retireKey } from '#lib/keys/retire-key'
import { keyring } from '#lib/keys/sealed-store'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { describeKinds } from '#scripts/keys/describe-keys'
import { withDatabase } from '#scripts/postgres/connect-database'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run retire-key -- ID [--lost]

Forgets an older key, so that it may leave TOKEN_ENCRYPTION_KEYS. Refused for the active key, and while anything is still
sealed with it: npm run rekey moves that away. Keep the key with the backups that were made while it was in use.

  --lost      the key is gone for good. Forgets it although values are sealed with it, so that people can sign in and
              connect again. The values stay; they can be read again only if the key is found.
  --data DIR  the data directory of the embedded database
  --help      this text

Exit code: 0 when the key is forgotten, 1 when it was refused.
`

await runCommand(async (running) => {
  const options = { data: { type: 'string' }, lost: { type: 'boolean' } } as const
  const { values, positionals } = readArguments(options, HELP)
  const [id, ...more] = positionals
  if (id === undefined || more.length > 0) throw new Refusal('Name one key: npm run retire-key -- ID. Try --help.')
  return withDatabase(running, values.data, () => retire(id, values.lost === true))
})

async function retire(id: string, lost: boolean): Promise<number> {
  const retired = await retireKey(id, { lost })
  if (!retired.ok) throw new Refusal(`${describeRefusal(id, retired.reason)} Nothing was changed.`)
  say(`${id} is retired.`)
  if (lost) say('Dashboards notice within a minute. People whose tokens were sealed with it can connect again.')
  else if (keyring().ids.includes(id)) say('Take it out of TOKEN_ENCRYPTION_KEYS, and restart the dashboards.')
  return 0
}

function describeRefusal(id: string, refusal: RetireRefusal): string {
  switch (refusal.kind) {
    case 'active':
      return `${id} is the active key: put another one in front of it in TOKEN_ENCRYPTION_KEYS, restart the dashboards and run npm run rekey first.`
    case 'unknown':
      return `There is nothing to retire: the database knows no key ${id}, and nothing is sealed with one.`
    case 'named':
      return `${id} is still in use (${describeKinds(refusal.counts)}): ${todoFor(id)}`
    case 'cannot_open':
      return `TOKEN_ENCRYPTION_KEYS does not open what was sealed with ${refusal.keyIds.join(', ')}: put that key back first.`
    case 'copied':
      return 'This database looks like a copy of another one: run npm run declare-restore first, if it is the one that counts.'
    case 'not_lost':
      return `${id} is not lost: TOKEN_ENCRYPTION_KEYS holds it. Run npm run rekey, then this without --lost.`
  }
}

function todoFor(id: string): string {
  return keyring().ids.includes(id)
    ? 'run npm run rekey first.'
    : 'put it back into TOKEN_ENCRYPTION_KEYS and run npm run rekey first. If it is gone for good: --lost.'
}
