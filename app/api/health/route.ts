import { NextResponse } from 'next/server'
import { isHealthy } from '#lib/loaders/load-health'

/** For load balancers and monitors: 200 while this process can serve its pages, 503 while its database is away. */
export async function GET(): Promise<Response> {
  const healthy = await isHealthy()
  return NextResponse.json({ healthy }, { status: healthy ? 200 : 503, headers: { 'Cache-Control': 'no-store' } })
}
