import { say } from '#server/terminal'

const WIDTH = 24
const REDRAW_MS = 100

const LINE_MS = 2000

/** How far a long piece of work is: a bar with the time left on a terminal, a line now and then elsewhere. */
export class ProgressBar {
  readonly #total: number
  readonly #what: string
  readonly #began = performance.now()
  #drawnAt = this.#began
  #done = 0

  /** @param what is counted, in the plural: "rows" */
  constructor(total: number, what: string) {
    this.#total = total
    this.#what = what
  }

  step(): void {
    this.#done += 1
    const now = performance.now()
    if (now - this.#drawnAt < (process.stdout.isTTY ? REDRAW_MS : LINE_MS)) return
    this.#drawnAt = now
    this.#draw()
  }

  /** Leaves the last state on the screen. */
  end(): void {
    this.#draw()
    if (process.stdout.isTTY) say('')
  }

  #draw(): void {
    if (!process.stdout.isTTY) {
      say(this.#describe())
      return
    }
    const filled = Math.round(this.#share() * WIDTH)
    const bar = `${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}`
    process.stdout.write(`\r[${bar}] ${this.#describe()}\u001B[K`)
  }

  // Rows may be added while we count: a hundred per cent is the most there is.
  #share(): number {
    return this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total)
  }

  #describe(): string {
    const share = this.#share()
    const leftMs = share === 0 ? 0 : ((performance.now() - this.#began) / share) * (1 - share)
    const left = share === 1 ? 'done' : `${describeDuration(leftMs)} left`
    return `${Math.floor(share * 100)} %, ${this.#done} of ${Math.max(this.#total, this.#done)} ${this.#what}, ${left}`
  }
}

/** A duration in round words. */
export function describeDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
