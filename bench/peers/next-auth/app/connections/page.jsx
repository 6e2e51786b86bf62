import PostgresAdapter from '@auth/pg-adapter'
import { redirect } from 'next/navigation'
import { getServerSession } from 'next-auth'
import { Pool } from 'pg'
import { listConnections } from '../../../connections.jsx'

export const dynamic = 'force-dynamic'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const options = {
  adapter: PostgresAdapter(pool),
  secret: process.env.NEXTAUTH_SECRET,
  session: { strategy: 'database' },
  providers: [],
  // The library tells a page the name and address of a person only, and rows are found by who they belong to.
  callbacks: { session: ({ session, user }) => ({ ...session, user: { ...session.user, id: user.id } }) },
}

/** For whoever is signed in, as the manual of next-auth 4 has it for database sessions. */
export default async function ConnectionsPage() {
  const session = await getServerSession(options)
  if (!session) redirect('/')
  return listConnections(pool, session.user.id)
}
