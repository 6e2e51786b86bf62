import { NextResponse } from 'next/server'
import { loadHealth } from '#lib/loaders/installation/load-health'

/**
 * For supervisors: 200 as long as this process answers. While the database is away it must not be restarted, because it
 * may hold a new pair of tokens that is still to be written. Whether to send people here is said by `/api/ready`.
 */
export async function GET(): Promise<Response> {
  return NextResponse.json(await loadHealth(), { headers: { 'Cache-Control': 'no-store' } })
}
