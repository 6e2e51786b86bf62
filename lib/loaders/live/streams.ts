import 'server-only'
import { readMarks } from '#lib/loaders/live/mark'
import { log, nameOf } from '#lib/log'

/** A browser opens six connections to a server over HTTP/1.1, and its pages need some of them. */
const MOST_PER_SESSION = 3
/** Each is a connection of the server, which has 5,000. */
const MOST_PER_PROCESS = 1_000
const LOOK_MS = 2_500
/** Proxies cut what has been silent for a minute, some for half of one. */
const REPEAT_MS = 20_000

interface Stream {
  sessionId: string
  mark: string
  saidAt: number
  controller: ReadableStreamDefaultController<Uint8Array>
}

interface Streams {
  open: Set<Stream>
  timer: NodeJS.Timeout | null
  isLooking: boolean
  isOver: boolean
  end(): void
}

// The server ends them when it drains (server/serve.ts); it shares this process but none of its modules.
const holder = globalThis as typeof globalThis & { dashboardStreams?: Streams }
const encoder = new TextEncoder()

/** Ends the stream for good: the session is over. */
const ENDED = 'event: ended\ndata: -\n\n'

/**
 * A stream of server-sent events that says the mark at once, whenever it changes, and every twenty seconds, until the
 * session ends. Null where one more is not to be.
 */
export function openStream(sessionId: string, mark: string): ReadableStream<Uint8Array> | null {
  const streams = streamsOfProcess()
  const own = [...streams.open].filter((stream) => stream.sessionId === sessionId)
  if (streams.isOver || own.length >= MOST_PER_SESSION || streams.open.size >= MOST_PER_PROCESS) return null
  let stream: Stream
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stream = { sessionId, mark, saidAt: 0, controller }
      streams.open.add(stream)
      sayMark(stream)
      streams.timer ??= setInterval(() => void look(), LOOK_MS).unref()
    },
    cancel: () => close(stream),
  })
}

/** One question for everybody who listens, however many they are. Whoever is behind a pooler or on another replica is answered too. */
export async function look(): Promise<void> {
  const streams = streamsOfProcess()
  const asking = [...streams.open]
  if (streams.isLooking || asking.length === 0) return
  streams.isLooking = true
  const marks = await readMarks([...new Set(asking.map(({ sessionId }) => sessionId))]).catch(notKnown)
  streams.isLooking = false
  if (!marks) return
  for (const stream of asking.filter((one) => streams.open.has(one))) {
    const mark = marks.get(stream.sessionId)
    if (mark === undefined) end(stream, ENDED)
    else if (mark !== stream.mark || performance.now() - stream.saidAt > REPEAT_MS) {
      stream.mark = mark
      sayMark(stream)
    }
  }
}

/** While the database is away nothing is known, and nobody is told that they are signed out. */
function notKnown(error: unknown): null {
  log.warn('marks_not_read', { cause: nameOf(error) })
  return null
}

function sayMark(stream: Stream): void {
  stream.saidAt = performance.now()
  stream.controller.enqueue(encoder.encode(`data: ${stream.mark}\n\n`))
}

function end(stream: Stream, word: string): void {
  close(stream)
  stream.controller.enqueue(encoder.encode(word))
  stream.controller.close()
}

function close(stream: Stream): void {
  const streams = streamsOfProcess()
  streams.open.delete(stream)
  if (streams.open.size > 0 || streams.timer === null) return
  clearInterval(streams.timer)
  streams.timer = null
}

function streamsOfProcess(): Streams {
  holder.dashboardStreams ??= {
    ...{ open: new Set(), timer: null, isLooking: false, isOver: false },
    end() {
      this.isOver = true
      // The browser comes back by itself, to whoever answers then.
      for (const stream of this.open) end(stream, 'retry: 5000\n\n')
    },
  }
  return holder.dashboardStreams
}
