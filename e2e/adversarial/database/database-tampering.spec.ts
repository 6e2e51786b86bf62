import { expect, test } from '#e2e/adversarial/fixtures'
import { CHECK, DISCONNECT } from '#e2e/adversarial/life'
import { sealedToken, storedToken } from '#e2e/adversarial/stored-tokens'
import type { ConnectionRow } from '#e2e/support/database'

// security.md 8.10, D08: somebody has changed what is stored. It is refused, said, and left as it is.

type Change = (own: ConnectionRow, other: ConnectionRow) => string

const flip = (text: string, at: number) => `${text.slice(0, at)}${text.at(at) === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
const COLUMNS = ['refresh_token_sealed', 'access_token_sealed'] as const
/** Every spelling and place is tried by lib/vault/seal.fuzz.test.ts. */
const TAMPERED: Array<[string, Change]> = [
  ['cut short', ({ refresh_token_sealed: sealed }) => sealed?.slice(0, -8) ?? ''],
  ['changed by one character', ({ refresh_token_sealed: sealed }) => flip(sealed ?? '', 40)],
  [
    'sealed with a key that is not here',
    ({ refresh_token_sealed: sealed }) => (sealed ?? '').replace(/^v1\.[^.]+/, 'v1.gone'),
  ],
  ['moved from another column', ({ access_token_sealed: sealed }) => sealed ?? ''],
  ['moved from the row of another person', (_, { refresh_token_sealed: sealed }) => sealed ?? ''],
  [
    'sealed for another person',
    (own, other) => sealedToken({ ...own, subject: other.subject }, 'refresh_token_sealed', 'ory_rt_x'),
  ],
  ['planted in clear', (own) => storedToken(own, 'refresh_token_sealed').replace(/.$/, 'x')],
]
for (const [what, change] of TAMPERED)
  for (const column of what.startsWith('moved') ? COLUMNS : COLUMNS.slice(0, 1))
    test(`D08 a stored ${column === 'refresh_token_sealed' ? 'refresh' : 'access'} token that is ${what} is refused, and nothing is written or sent`, async ({
      life,
      newClient,
      faults,
      logs,
      aftermath,
    }) => {
      // It is there for whoever puts the right value back, and this case does.
      aftermath.leavesOrphans(0)
      const { simulator, database } = life.world
      const own = await life.row()
      await newClient().signIn('Giulia')
      const other = (await database.connections()).find(({ id }) => id !== own.id) ?? own
      const planted =
        column === 'access_token_sealed' && what === 'moved from another column'
          ? (own.refresh_token_sealed ?? '')
          : change(own, other)
      await faults.change(`UPDATE connections SET ${column} = $1, access_expires_at = $3 WHERE id = $2`, [
        planted,
        own.id,
        column === 'refresh_token_sealed' ? new Date() : own.access_expires_at,
      ])
      await database.letTurnsCome()
      await simulator.forgetRequests()
      try {
        expect(await life.verdict()).toContain('Cannot read stored tokens')
        expect(await life.press(CHECK)).toContain('The encryption key for what is stored is missing.')
        const stored = (await database.connections()).find(({ id }) => id === own.id)
        expect(stored).toMatchObject({ status: 'active', generation: '1', [column]: planted })
        expect(await simulator.requests(), 'nothing was sent to the bank').toEqual([])
        expect(logs.lines()).toContainEqual(
          expect.objectContaining({ msg: 'stored_token_unreadable', connectionId: own.id, level: 50 }),
        )
        await life.press(DISCONNECT)
        expect(await life.receipt()).toContain('The stored tokens cannot be opened, because their key is missing.')
      } finally {
        await faults.change(`UPDATE connections SET ${column} = $1 WHERE id = $2`, [own[column], own.id])
      }
      await life.press(/^Try again$/)
      expect((await database.connections()).find(({ id }) => id === own.id)?.status).toBe('disconnected')
    })
