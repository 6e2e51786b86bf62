import { signOut } from '#lib/auth/sign-out'

/** Ends this session. A route rather than a server action: only a route can tell the browser to clear what it kept. */
export async function POST(request: Request): Promise<Response> {
  return signOut(request)
}
