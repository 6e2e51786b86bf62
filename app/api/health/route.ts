import { NextResponse } from 'next/server'
import { loadHealth } from '#lib/loaders/load-health'

/**
 * For load balancers and monitors: 200 while this process can serve its pages, 503 while its database is away. The body
 * names what an administrator must do something about, also under 200.
 */
export async function GET(): Promise<Response> {
  const health = await loadHealth()
  const status = health.healthy ? 200 : 503
  return NextResponse.json(health, { status, headers: { 'Cache-Control': 'no-store' } })
}
