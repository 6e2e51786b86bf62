import type { NextRequest } from 'next/server'
import { handleAuthRequest } from '#lib/auth/handle-request'

interface Context {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, { params }: Context): Promise<Response> {
  return handleAuthRequest(request, (await params).nextauth)
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT }
