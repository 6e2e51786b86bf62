import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '#lib/generated/prisma/client'
import { finish, type Pitfall, signIn } from './site.ts'

const PASSWORD = 'postgres://mooring:hunter2@db'

/** Who somebody is, and what is stored about them. */
export const ACCOUNTS: Pitfall[] = [
  {
    id: 'P14',
    title: 'a token answer cannot say who somebody is',
    plainly: 'spreads the answer over the account: its `providerAccountId` wins over the verified subject',
    async check({ newClient, simulator }) {
      const [camille, giulia] = [newClient(), newClient()]
      await signIn(camille, 'Camille')
      const subject = '01900000-0000-7000-8000-000000000301'
      const lie = { providerAccountId: subject, provider: 'qonto', userId: subject, type: 'oauth' }
      await simulator.fail({ target: 'token', kind: 'merge', json: lie })
      const { signedIn } = await signIn(giulia, 'Giulia')
      return signedIn && (await giulia.userId()) !== (await camille.userId())
    },
  },
  {
    id: 'P15',
    title: 'an identity that cannot be used ends on a page that says so',
    plainly: 'goes back to the sign-in page without a word',
    async check({ newClient, simulator }) {
      await simulator.fail({ kind: 'claims', json: { sub: '' } })
      const { signedIn, location } = await signIn(newClient(), 'Camille')
      return !signedIn && location.includes('error=')
    },
  },
  {
    id: 'P16',
    title: 'the message of a failure of ours does not travel in an address',
    plainly: 'puts the message of what its `signIn` callback throws into the query',
    vary: (memory) => ({ options: { callbacks: { signIn: async () => memory.failIfBroken() } } }),
    async check({ newClient, breakStorage }) {
      await breakStorage(`no answer from ${PASSWORD}`)
      const { signedIn, location } = await signIn(newClient(), 'Camille')
      return !signedIn && !decodeURIComponent(location.replaceAll('+', ' ')).includes(PASSWORD)
    },
  },
  {
    id: 'P17',
    title: 'nobody is signed in when their tokens could not be stored',
    plainly: 'swallows what an event throws, and goes on',
    vary: (memory) => ({ options: { events: { signIn: async () => void memory.failIfBroken() } } }),
    async check({ newClient, breakStorage }) {
      await breakStorage('no answer from the database')
      return !(await signIn(newClient(), 'Camille')).signedIn
    },
  },
  {
    id: 'P18',
    title: 'after a failure in the middle, the next sign-in works',
    plainly: 'leaves a user without an account behind, and refuses the person from then on',
    vary: (memory) => ({
      adapter: {
        linkAccount: async (account: object) => {
          memory.failIfBroken()
          memory.accounts.push({ ...account })
        },
      },
    }),
    async check({ newClient, breakStorage, mend }) {
      await breakStorage('no answer from the database')
      const first = await signIn(newClient(), 'Camille')
      await mend()
      return !first.signedIn && (await signIn(newClient(), 'Camille')).signedIn
    },
  },
  {
    id: 'P19',
    title: 'signing in again stores the new tokens',
    plainly: 'keeps those of the first time, whatever happened since',
    async check(site) {
      await signIn(site.newClient(), 'Camille')
      await signIn(site.newClient(), 'Camille')
      const [newest] = (await site.simulator.ledger())
        .filter(({ kind }) => kind === 'refresh')
        .sort((one, other) => other.issuedAt.localeCompare(one.issuedAt))
      return (await site.refreshTokens()).has(newest?.fingerprint ?? '')
    },
  },
  {
    id: 'P20',
    title: 'whoever comes back as somebody else is somebody else, in a new session',
    plainly: 'links the second identity to whoever was signed in, and keeps their session',
    async check({ newClient }) {
      const client = newClient()
      await signIn(client, 'Camille')
      const [camille, token] = [await client.userId(), client.sessionToken]
      await signIn(client, 'Giulia')
      const giulia = await client.userId()
      return giulia !== null && giulia !== camille && client.sessionToken !== token
    },
  },
  {
    id: 'P21',
    title: 'two people with one e-mail address are two people',
    plainly: 'refuses the second of them: whoever claims an address first locks its owner out',
    async check({ newClient, simulator }) {
      const [camille, giulia] = [newClient(), newClient()]
      await signIn(camille, 'Camille')
      await simulator.fail({ kind: 'claims', json: { email: 'camille@atelier-lumen.example' } })
      const { signedIn } = await signIn(giulia, 'Giulia')
      return signedIn && (await giulia.userId()) !== (await camille.userId())
    },
  },
  {
    id: 'P37',
    title: 'a sign-in ends with a page, whatever was left out of the settings',
    plainly: 'crashes after the session was made when `pages` is undefined',
    vary: () => ({ options: JSON.parse('{}', () => ({ pages: undefined })) }),
    async check({ newClient }) {
      const { location, signedIn } = await signIn(newClient(), 'Camille')
      return signedIn && !location.includes('error=')
    },
  },
  {
    id: 'P42',
    title: 'what a token answer invents is not stored',
    plainly: 'hands every field of the answer to the adapter',
    async check({ newClient, simulator, stored }) {
      await simulator.fail({ target: 'token', kind: 'merge', json: { invented_field: 'invented-value' } })
      return (await signIn(newClient(), 'Camille')).signedIn && !(await stored()).includes('invented-value')
    },
  },
  {
    id: 'P43',
    title: 'a token answer that Prisma cannot store leaves no token in the log',
    plainly: 'logs the message of Prisma, which prints the whole account with its tokens',
    vary: () => ({ adapter: { linkAccount: throughPrisma } }),
    async check({ newClient, simulator, said }) {
      await simulator.fail({ target: 'token', kind: 'merge', json: { invented_field: 'invented-value' } })
      await signIn(newClient(), 'Camille')
      return !(await simulator.secrets()).some((value) => said().includes(value))
    },
  },
  {
    id: 'P44',
    title: 'signing in again mends what was withdrawn at the bank',
    plainly: 'signs in, and keeps the dead tokens',
    async check(site) {
      const client = site.newClient()
      await signIn(client, 'Camille')
      await site.simulator.revokeEverything()
      await finish(client, await client.consent('Camille'))
      const kept = await site.refreshTokens()
      return (await site.simulator.live('refresh')).some((fingerprint) => kept.has(fingerprint))
    },
  },
]

// `linkAccount` of the adapter for Prisma. The account of our schema serves: the refusal comes before any query.
async function throughPrisma(account: object): Promise<void> {
  const adapter = new PrismaPg({ connectionString: process.env.E2E_DATABASE_URL ?? '' })
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' })
  const create = prisma.account.create as (args: object) => Promise<unknown>
  await create({ data: account }).finally(() => prisma.$disconnect())
}
