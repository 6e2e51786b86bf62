import { EXIT, type ExitCode } from '#cli/exit-codes'

interface Details {
  exitCode?: ExitCode
  /** True when the same call may succeed later without anybody doing anything. */
  passes?: boolean
  /** Seconds. */
  retryAfter?: number | undefined
}

/** Why a command did not do what it was asked. Its message is printed as it is, and says what to do. */
export class Failure extends Error {
  readonly exitCode: ExitCode
  readonly passes: boolean
  readonly retryAfter: number | undefined

  constructor(message: string, { exitCode = EXIT.unknown, passes = false, retryAfter }: Details = {}) {
    super(message)
    this.exitCode = exitCode
    this.passes = passes
    this.retryAfter = retryAfter
  }
}
