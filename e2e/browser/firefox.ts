import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

// Playwright drives only a Firefox of its own making, or one that is newer than Debian's: so this speaks WebDriver BiDi itself.

const message = z.object({
  id: z.number().nullish(),
  type: z.string(),
  result: z.unknown(),
  error: z.string().optional(),
  message: z.string().optional(),
})
const tree = z.object({ contexts: z.array(z.object({ context: z.string() })) })
const evaluated = z.object({
  type: z.string(),
  result: z.looseObject({ value: z.unknown(), sharedId: z.string().optional() }).optional(),
  exceptionDetails: z.object({ text: z.string() }).optional(),
})

const LISTENING = /WebDriver BiDi listening on (ws:\S+)/
const PATIENCE_MS = 30_000

/** One window of the system's Firefox. */
export class Firefox {
  private readonly browser: ChildProcess
  private readonly profile: string
  private readonly socket: WebSocket
  private readonly waiting = new Map<number, (answer: z.infer<typeof message>) => void>()
  private context = ''
  private sent = 0

  private constructor(browser: ChildProcess, profile: string, socket: WebSocket) {
    this.browser = browser
    this.profile = profile
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      const answer = message.parse(JSON.parse(String(data)))
      this.waiting.get(answer.id ?? 0)?.(answer)
    })
  }

  static async start(path: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
    const flags = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile, 'about:blank']
    const browser = spawn(path, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
    const socket = new WebSocket(`${await addressOf(browser)}/session`)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error('Firefox does not answer.')))
    })
    const firefox = new Firefox(browser, profile, socket)
    await firefox.send('session.new', { capabilities: {} })
    const [window] = tree.parse(await firefox.send('browsingContext.getTree', {})).contexts
    firefox.context = window?.context ?? ''
    return firefox
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.browser.once('exit', resolve))
    this.socket.close()
    this.browser.kill()
    await gone
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 })
  }

  async open(url: string): Promise<void> {
    await this.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' })
  }

  async resize(width: number, height: number): Promise<void> {
    await this.send('browsingContext.setViewport', { context: this.context, viewport: { width, height } })
  }

  /** Presses the first visible button or link with this text, as a mouse does. */
  async press(text: string): Promise<void> {
    const element = await this.until(() => this.find(text), `a button or link “${text}”`)
    const origin = { type: 'element', element: { sharedId: element } }
    const actions = [
      { type: 'pointerMove', x: 0, y: 0, origin },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    await this.send('input.performActions', {
      context: this.context,
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    })
  }

  /** Waits until the visible text of the page contains this. */
  async sees(text: string): Promise<void> {
    await this.until(
      async () => (await this.evaluate(`document.body.innerText.includes(${JSON.stringify(text)})`)).value === true,
      `“${text}”`,
    )
  }

  /** The value of an expression on the page. */
  async ask(expression: string): Promise<unknown> {
    return (await this.evaluate(expression)).value
  }

  /** The element once it stands still for two frames: a press on one that moves, as after a resize, meets its neighbour. */
  private async find(text: string): Promise<string | undefined> {
    const { sharedId } = await this.evaluate(`(async () => {
      const all = [...document.querySelectorAll('button, a[href]')]
      const seen = all.filter((one) => one.checkVisibility() && one.innerText.includes(${JSON.stringify(text)}))
      const found = seen.find((one) => one.innerText.trim() === ${JSON.stringify(text)}) ?? seen[0]
      found?.scrollIntoView({ block: 'center', behavior: 'instant' })
      const before = found?.getBoundingClientRect()
      for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
      const after = found?.getBoundingClientRect()
      return found && before.x === after.x && before.y === after.y && found.isConnected ? found : null
    })()`)
    return sharedId
  }

  private async evaluate(expression: string): Promise<{ value?: unknown; sharedId?: string | undefined }> {
    const target = { context: this.context }
    const answer = evaluated.parse(await this.send('script.evaluate', { expression, target, awaitPromise: true }))
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text)
    return answer.result ?? {}
  }

  /** While one page gives way to the next, there is nothing to ask. */
  private async until<Found>(look: () => Promise<Found>, what: string): Promise<NonNullable<Found>> {
    const end = Date.now() + PATIENCE_MS
    while (Date.now() < end) {
      const found = await look().catch(() => undefined)
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const text = await this.ask('location.href + " " + document.body.innerText').catch(() => '')
    throw new Error(`Firefox does not see ${what}: ${String(text).slice(0, 2_000)}`)
  }

  private async send(method: string, params: object): Promise<unknown> {
    this.sent += 1
    const id = this.sent
    const answered = new Promise<z.infer<typeof message>>((resolve) => this.waiting.set(id, resolve))
    this.socket.send(JSON.stringify({ id, method, params }))
    const answer = await answered
    this.waiting.delete(id)
    if (answer.type === 'error') throw new Error(`${method}: ${answer.error ?? ''} ${answer.message ?? ''}`)
    return answer.result
  }
}

/** Firefox says on its error output where it listens. */
function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    browser.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const address = LISTENING.exec(said)?.[1]
      if (address) resolve(address)
    })
    browser.once('error', reject)
    browser.once('exit', () => reject(new Error(`Firefox ended: ${said.slice(0, 2_000)}`)))
  })
}
