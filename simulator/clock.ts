const realNow = Date.now
let offset = 0

/**
 * Moves the clock of this whole process. oidc-provider reads `Date.now()` everywhere and takes no clock, so replacing it is the
 * only way to make 90 days pass; that is why the launcher runs the simulator in a process of its own (spawn.ts).
 */
export function setClockOffset(seconds: number): void {
  offset = seconds
  Date.now = seconds === 0 ? realNow : () => realNow() + offset * 1000
}

export function clockOffset(): number {
  return offset
}

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
