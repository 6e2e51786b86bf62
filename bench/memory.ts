import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Result, resultOf } from '#bench/measure/result'
import { type Served, serveObserved } from '#bench/measure/serve'
import { simulatorAt } from '#e2e/support/simulator'
import type { Running } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const REQUESTS = 50_000
/** The caches of a process are full by then. */
const WARM = 10_000
const STREAMS = 16
/** One request of so many is a page. */
const PAGE_EVERY = 10
const GOAL = 1.1

interface Memory {
  heapUsed: number
  external: number
  rss: number
}

/** What a process holds after 50,000 requests beside what it held after 10,000: pages, and token calls with 500 keys. */
export async function benchMemory(running: Running, isQuick: boolean): Promise<Result[]> {
  const stage = await openBuiltStage(running)
  const served = await serveObserved(running)
  await simulatorAt(stage.qonto.url).register(`${served.url}/api/auth/callback/qonto`)
  const { prepareVisitor } = await import('#bench/measure/visitor')
  const { cookie, connection, keys } = await prepareVisitor(running, true)
  let sent = 0
  const send = async () => {
    sent += 1
    const isPage = sent % PAGE_EVERY === 0
    const path = isPage ? (sent % (2 * PAGE_EVERY) === 0 ? '/connections' : '/sessions') : ''
    const response = isPage
      ? await fetch(served.url + path, { headers: { cookie } })
      : await fetch(`${served.url}/api/v1/connections/${connection}/token`, {
          method: 'POST',
          headers: { authorization: `Bearer ${keys[sent % keys.length]}` },
        })
    await response.arrayBuffer()
    if (response.status !== 200) throw new Refusal(`Request ${sent} was answered with ${response.status}.`)
  }
  const until = async (count: number) => {
    const stream = async () => {
      while (sent < count && !running.signal.aborted) await send()
    }
    await Promise.all(Array.from({ length: STREAMS }, stream))
  }
  const [warm, all] = isQuick ? [WARM / 10, REQUESTS / 10] : [WARM, REQUESTS]
  const before = await progress(`${warm} requests`, () => until(warm).then(() => memoryOf(served)))
  const after = await progress(`${all - warm} requests more`, () => until(all).then(() => memoryOf(served)))
  const held = ({ heapUsed, external }: Memory) => heapUsed + external
  return [
    resultOf(`memory: held after ${all} requests`, [held(after) / held(before)], `of what was held after ${warm}`, {
      ...{ at: GOAL, is: 'most' },
    }),
    resultOf('memory: held', [held(after) / 2 ** 20], 'MiB'),
    resultOf('memory: of the process', [after.rss / 2 ** 20], 'MiB'),
  ]
}

/** After the garbage was collected. */
function memoryOf({ child }: Served): Promise<Memory> {
  const { promise, resolve } = Promise.withResolvers<Memory>()
  const hear = (message: object) => {
    if (!('heapUsed' in message)) return
    child.off('message', hear)
    resolve(message as Memory)
  }
  child.on('message', hear)
  child.send('memory')
  return promise
}
