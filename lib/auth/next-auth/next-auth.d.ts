import 'next-auth'

declare module 'next-auth' {
  /** What `GET /api/auth/session` answers: who, and until when. Nothing else crosses to the browser. */
  interface Session {
    user: { id: string }
  }
}
