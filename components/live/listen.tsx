/** Twice what the server lets pass between two words, and a little. */
const SILENCE_MS = 45_000
/** So long a proxy may hold back the first word before it counts as one that holds back all. */
const FIRST_WORD_MS = 10_000

/** How long to wait after so many failures in a row: 5 s, twice as long each time, a minute at most. */
export function pauseAfter(failures: number): number {
  return Math.min(60_000, 5_000 * 2 ** failures)
}

/**
 * Listens while the page can be seen, and hands on every mark that is heard. What cannot be had as a stream is asked for, at
 * ever longer intervals, and the stream is tried again each time.
 * @returns how to stop
 */
export function listen(hear: (mark: string) => void): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isOver = false

  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }
  const stop = () => {
    clearTimeout(timer)
    source?.close()
    source = null
  }
  const end = () => {
    isOver = true
    stop()
  }
  const fallBack = () => {
    stop()
    wait(pauseAfter(failures++), poll)
  }
  const open = () => {
    stop()
    if (isOver || document.hidden) return
    source = new EventSource('/api/live')
    wait(FIRST_WORD_MS, fallBack)
    source.onmessage = ({ data }) => {
      failures = 0
      wait(SILENCE_MS, fallBack)
      hear(String(data))
    }
    source.addEventListener('ended', end)
    source.addEventListener('busy', fallBack)
    source.onerror = fallBack
  }
  const poll = async () => {
    const answer = await fetch('/api/live', { headers: { accept: 'application/json' } }).catch(() => null)
    if (answer?.status === 204) return end()
    const body: unknown = answer?.ok ? await answer.json().catch(() => null) : null
    if (typeof body === 'object' && body !== null && 'mark' in body) hear(String(body.mark))
    open()
  }

  open()
  document.addEventListener('visibilitychange', open)
  // Firefox complains of a stream that is cut by leaving the page.
  window.addEventListener('pagehide', stop)
  return () => {
    end()
    document.removeEventListener('visibilitychange', open)
    window.removeEventListener('pagehide', stop)
  }
}
