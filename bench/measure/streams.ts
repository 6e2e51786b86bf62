import { Agent, request } from 'node:http'
import { HOST } from '#bench/measure/serve'
import { Refusal } from '#server/refusal'

/** A call that is sent again and again; what differs from one to the next is the key. */
export interface Target {
  url: string
  keys: string[]
  body: string
}

export interface Answer {
  text: string
  ms: number
}

/** Streams that stay open between the turns of a measurement: each sends its next call when the last one was answered. */
export class Streams {
  readonly #agent: Agent
  readonly #count: number
  #sent = 0

  constructor(count: number) {
    this.#count = count
    this.#agent = new Agent({ keepAlive: true, maxSockets: count })
  }

  /** @throws Refusal at the first answer that is not 200 */
  async send(target: Target, calls: number): Promise<Answer[]> {
    const answers: Answer[] = []
    let left = calls
    const stream = async () => {
      while (left-- > 0) answers.push(await this.#call(target))
    }
    await Promise.all(Array.from({ length: this.#count }, stream))
    return answers
  }

  end(): void {
    this.#agent.destroy()
  }

  #call({ url, keys, body }: Target): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const began = performance.now()
    const authorization = `Bearer ${keys[this.#sent++ % keys.length]}`
    const headers = { authorization, host: HOST, 'content-type': 'application/json' }
    const sent = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        response.statusCode === 200
          ? resolve({ text, ms: performance.now() - began })
          : reject(new Refusal(`${url} answered ${response.statusCode}: ${text}`)),
      )
    })
    sent.on('error', reject)
    sent.end(body)
    return promise
  }
}
