/** What a form action answers. Pure types: client leaves import this file. */

export type ActionOutcome = { status: 'idle' } | { status: 'done'; at: string } | { status: 'failed'; reason: string }

export type RevealOutcome =
  | { status: 'idle' }
  | { status: 'shown'; token: string }
  | { status: 'sign_in_again' }
  | { status: 'failed'; reason: string }
