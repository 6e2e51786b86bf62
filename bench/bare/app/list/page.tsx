import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const ROWS = `SELECT id, organization_name AS name, status, granted_at AS at FROM connections ORDER BY created_at LIMIT 12`

/** A list of some 12 kB from one query: what a page like ours costs before anything of the product is on it. */
export default async function ListPage() {
  const { rows } = await pool.query<{ id: string; name: string | null; status: string; at: Date }>(ROWS)
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.id} className="row">
          <h2>
            <a href={`/connections/${row.id}`}>{row.name}</a>
          </h2>
          <p>{'The words of a row that says what it means for its reader. '.repeat(4)}</p>
          <dl>
            <dt>Status</dt>
            <dd>{row.status}</dd>
            <dt>Granted</dt>
            <dd>{row.at.toISOString()}</dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}
