/**
 * Keeps one value of this process for a while. After the clock was set back, what was kept seems to come from the future: it is asked for
 * anew, or it would be kept for as long as the clock is behind.
 */
export class KeptFor<Value> {
  readonly #forMs: number
  #kept: { value: Value; at: number } | undefined

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  /** @param now ms, always of one clock: since 1970, or monotonic */
  recent(now: number): Value | undefined {
    if (!this.#kept || this.#kept.at > now || now >= this.#kept.at + this.#forMs) return undefined
    return this.#kept.value
  }

  keep(value: Value, now: number): Value {
    this.#kept = { value, at: now }
    return value
  }
}
