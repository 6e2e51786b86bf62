/** What a form action answers. Pure types: client leaves import this file. */

export type ActionOutcome<Reason extends string = string> =
  | { status: 'idle' }
  | { status: 'done'; at: string }
  | { status: 'failed'; reason: Reason }

/** The same, in words for the person who pressed the button. */
export type ShownOutcome = { status: 'idle' } | { status: 'done' | 'failed'; at: string; text: string }

/** What deleting the account answers when it was not done; when it was, there is no session left to answer to. */
export type DeletionOutcome = { status: 'idle' } | { status: 'sign_in_again' } | { status: 'failed'; text: string }

export type RevealOutcome =
  | { status: 'idle' }
  | { status: 'shown'; token: string }
  | { status: 'sign_in_again' }
  | { status: 'failed'; reason: string }

/** What a form answers with a sentence. */
export type SentenceOutcome = { status: 'idle' } | { status: 'done' | 'failed'; text: string }

/** What making or rolling a secret (of an API key, a link) answers: the secret, once. */
export type SecretOutcome =
  | { status: 'idle' }
  | { status: 'shown'; secret: string }
  | { status: 'sign_in_again' }
  | { status: 'failed'; text: string }

/** How many connections one act takes: as many as a page of the list has. */
export const MOST_PICKED = 50
