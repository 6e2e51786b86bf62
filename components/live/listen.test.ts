import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listen, pauseAfter } from '#components/live/listen'

class Source extends EventTarget {
  static opened: Source[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onerror: (() => void) | null = null
  isClosed = false
  constructor() {
    super()
    Source.opened.push(this)
  }
  close() {
    this.isClosed = true
  }
}
const page = Object.assign(new EventTarget(), { hidden: false })
const asked = vi.fn<() => Promise<Response>>()
const heard: string[] = []
const open = () => Source.opened.filter(({ isClosed }) => !isClosed)
const see = (isSeen: boolean) => {
  page.hidden = !isSeen
  page.dispatchEvent(new Event('visibilitychange'))
}
let stop = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('fetch', asked)
  asked.mockReset().mockImplementation(async () => Response.json({ mark: 'asked' }))
  Source.opened = []
  heard.length = 0
  page.hidden = false
  stop = listen((mark) => heard.push(mark))
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('listens while the page can be seen, and asks nothing while it is hidden', async () => {
  expect(open()).toHaveLength(1)
  see(false)
  expect(open()).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([Source.opened.length, asked.mock.calls.length]).toEqual([1, 0])
  see(true)
  open()[0]?.onmessage?.({ data: 'm' })
  expect(heard).toEqual(['m'])
})

it('waits longer from failure to failure, up to a minute, and as at first after a word was heard', async () => {
  expect([0, 1, 2, 3, 4, 60].map(pauseAfter)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  for (const pause of [5_000, 10_000, 20_000]) {
    open()[0]?.onerror?.()
    await vi.advanceTimersByTimeAsync(pause - 1)
    expect(open()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(heard).toEqual(['asked', 'asked', 'asked'])
  open()[0]?.onmessage?.({ data: 'm' })
  open()[0]?.onerror?.()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(open()).toHaveLength(1)
})

it('asks when a stream opens but nothing comes through it, and when it falls silent', async () => {
  await vi.advanceTimersByTimeAsync(10_000 + 5_000)
  expect(asked).toHaveBeenCalledTimes(1)
  open()[0]?.onmessage?.({ data: 'm' })
  await vi.advanceTimersByTimeAsync(45_000 + 5_000)
  expect(asked).toHaveBeenCalledTimes(2)
})

it('never comes back after the session has ended, whichever way it hears of it', async () => {
  open()[0]?.dispatchEvent(new Event('ended'))
  see(false)
  see(true)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([Source.opened.length, asked.mock.calls.length]).toEqual([1, 0])
  stop = listen(() => {})
  asked.mockImplementation(async () => new Response(null, { status: 204 }))
  open()[0]?.dispatchEvent(new Event('busy'))
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([Source.opened.length, asked.mock.calls.length]).toEqual([2, 1])
})
