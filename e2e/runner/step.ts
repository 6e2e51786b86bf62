import type { Count } from '#e2e/runner/count'
import type { Undo } from '#scripts/command/undo'

export interface StepContext {
  undo: Undo
  signal: AbortSignal
  /** Words that narrow down which test files run. */
  filters: string[]
}

export type Step = (context: StepContext) => Promise<Count>
