/** A defence, how it is taken away in the source, and the cases that must notice. */
export interface Defence {
  name: string
  /** Each text must stand exactly once in its file, or the drill stops: a drill that changes nothing proves nothing. */
  edits: Array<{ file: string; find: string; replace: string }>
  /** How the titles of cases begin (`T06`), of which at least one must fail. */
  cases: string[]
  /** Files of e2e/adversarial that hold them; of e2e for the journeys. */
  specs: string[]
  /** The step of `npm test` that runs them; `adversarial` when absent. */
  step?: 'e2e'
}
