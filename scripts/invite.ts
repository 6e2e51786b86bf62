import { INVITED } from '#lib/allow-list'
import { makeInvitation } from '#lib/consent/make-invitation'
import { revokeInvitation } from '#lib/consent/revoke-invitation'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { isId } from '#lib/ids'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { withDatabase } from '#scripts/postgres/connect-database'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run invite [-- --note TEXT] [--days N]
       npm run invite -- --list
       npm run invite -- --revoke ID

Makes the address of an invitation, which lets one person in, once, whatever organisation they are of. It counts while
MOORING_ALLOW names invited, and is shown this once: only its hash is kept.

  --note TEXT  for you, to know it by
  --days N     for how long it can be used, 1 to 90; 7 when absent
  --list       those that there are, and which were used
  --revoke ID  withdraws one; whoever came with it is signed out, and their API keys stop
  --data DIR   the data directory of the embedded database
  --help       this text
`

await runCommand(async (running) => {
  const { values } = readArguments(
    {
      note: { type: 'string', default: '' },
      days: { type: 'string', default: '7' },
      list: { type: 'boolean', default: false },
      revoke: { type: 'string' },
      data: { type: 'string' },
    },
    HELP,
  )
  const days = /^\d{1,2}$/.test(values.days) ? Number(values.days) : 0
  if (days < 1 || days > 90) throw new Refusal('--days is not a whole number from 1 to 90.')
  return withDatabase(running, values.data, async () => {
    if (values.list) await list()
    else if (values.revoke !== undefined) await revoke(values.revoke)
    else await make(values.note.slice(0, 200), days)
    return 0
  })
})

async function make(note: string, days: number): Promise<void> {
  const { id, address } = await makeInvitation(note, days)
  say(`${id}\n${address}`)
  if (!settings().allow.includes(INVITED)) say('It counts once MOORING_ALLOW names invited, where the dashboard runs.')
}

async function list(): Promise<void> {
  const all = await db().invitation.findMany({ orderBy: { createdAt: 'asc' } })
  for (const { id, note, createdAt, expiresAt, revokedAt, usedAt } of all) {
    const at = revokedAt ?? usedAt ?? expiresAt
    const state = revokedAt ? 'revoked' : usedAt ? 'used' : expiresAt < new Date() ? 'expired' : 'open until'
    say(`${id}  ${createdAt.toISOString()}  ${state} ${at.toISOString()}  ${note}`)
  }
  if (all.length === 0) say('There is none.')
}

async function revoke(id: string): Promise<void> {
  if (!isId(id) || !(await revokeInvitation(id))) throw new Refusal('There is no such invitation: see --list.')
  say('Revoked.')
}
