import { betterAuth } from 'better-auth'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { Pool } from 'pg'
import { listConnections } from '../../../connections.jsx'

export const dynamic = 'force-dynamic'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const auth = betterAuth({
  database: pool,
  secret: process.env.NEXTAUTH_SECRET,
  baseURL: process.env.NEXTAUTH_URL,
  telemetry: { enabled: false },
  // Every request asks the database, as ours does: a session that was ended is over at once.
  session: { cookieCache: { enabled: false } },
})

/** For whoever is signed in, as the manual of Better Auth has it for a page of Next. */
export default async function ConnectionsPage() {
  const session = await auth.api.getSession({ headers: await headers() })
  if (!session) redirect('/')
  return listConnections(pool, session.user.id)
}
