import { createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Stage } from '#e2e/chaos/stage'
import { CHECKOUT } from '#server/checkout'

/** How each library writes the cookie of a session. */
const COOKIES = {
  'next-auth': (token: string) => `next-auth.session-token=${token}`,
  'better-auth': (token: string, secret: string) => {
    const signature = createHmac('sha256', secret).update(token).digest('base64')
    return `better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`
  },
}

export type Peer = keyof typeof COOKIES

const ROWS = 'SELECT id, organization_name AS name, status, granted_at, created_at FROM connections'
const COPY = `INSERT INTO connections (id, user_id, name, status, granted_at, created_at)
  SELECT id, '1', name, status, granted_at, created_at FROM json_to_recordset($1)
  AS rows (id text, name text, status text, granted_at timestamptz, created_at timestamptz)`

/** A database of its own on the same PostgreSQL: a person who is signed in, with the connections that ours has. */
export async function preparePeer(stage: Stage, peer: Peer): Promise<{ databaseUrl: string; cookie: string }> {
  const name = peer.replace('-', '_')
  await stage.sql(`CREATE DATABASE ${name}`)
  const databaseUrl = stage.postgres.url(name)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const token = randomBytes(24).toString('base64url')
  await client.query((await sqlOf(`${peer}/session.sql`)).replaceAll(':token', `'${token}'`))
  await client.query(await sqlOf('connections.sql'))
  await client.query(COPY, [JSON.stringify(await stage.sql(ROWS))])
  await client.query('VACUUM ANALYZE')
  await client.end()
  return { databaseUrl, cookie: COOKIES[peer](token, stage.env.NEXTAUTH_SECRET ?? '') }
}

function sqlOf(file: string): Promise<string> {
  return readFile(join(CHECKOUT, 'bench/peers', file), 'utf8')
}
