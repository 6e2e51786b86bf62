/**
 * What a failed call means for a connection. `failure` on the row is one of these words; the sentence for each is in
 * the message files. Nothing here is final: only a refused grant is, and that is a status.
 */
export const OPERATOR_FAILURES: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_scope',
  'html_answer',
  'redirected',
])

/** Why there is no usable token, typed by what the caller must do next. */
export type TokenRefusal = 'reconnect' | 'later' | 'operator' | 'paused' | 'locked' | 'gone'
