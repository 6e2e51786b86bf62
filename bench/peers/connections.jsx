const ROWS =
  'SELECT id, name, status, granted_at AS at FROM connections WHERE user_id = $1 ORDER BY created_at LIMIT 12'

/** The list of bench/bare/app/list, in the same words and from one query: pages that differ in how they learn who asks. */
export async function listConnections(pool, userId) {
  const { rows } = await pool.query(ROWS, [userId])
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
