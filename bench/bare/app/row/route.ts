import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const ROW =
  'SELECT id, status, granted_scopes AS scopes, access_expires_at AS "expiresAt" FROM connections WHERE id = $1'

/** One row by its index, as JSON: what a call of an API costs before anything of the product is in it. */
export async function POST(request: Request): Promise<Response> {
  const { id } = await request.json()
  const { rows } = await pool.query({ name: 'row', text: ROW, values: [id] })
  return Response.json(rows[0], { headers: { 'Cache-Control': 'no-store' } })
}
