import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { serve } from '#cli/testing'
import { runNode } from '#scripts/command/child'

// The program as it is started, in a process of its own.

const KEY = `mrk_${'k'.repeat(49)}`
const ID = '01a21f0f-9216-7515-b683-9ee3b6099f0a'
const HEADERS = { 'x-request-id': '2JPM-XXGN' }
let close = async () => {}
afterEach(() => close())

function start(words: string[], url: string) {
  const child = spawn(process.execPath, ['cli/main.ts', ...words], {
    env: { ...process.env, MOORING_URL: url, MOORING_KEY: KEY },
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, errors }))
  })
  return { child, ended }
}

describe('the program', () => {
  it('ends without a word when nobody reads on, however much is still to come', async () => {
    const line = 'x'.repeat(65_536)
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from(line)) })
    const dashboard = await serve(() => new Response(endless, { headers: HEADERS }))
    close = dashboard.close
    const { child, ended } = start(['qonto', ID, 'GET', '/v2/transactions'], dashboard.url)
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended).toEqual({ code: 0, signal: null, errors: '' })
  })

  it('ends at once at Ctrl-C', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    const dashboard = await serve(() => {
      resolve()
      return new Promise<Response>(() => {})
    })
    close = dashboard.close
    const { child, ended } = start(['wait', ID], dashboard.url)
    await asked
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: null, signal: 'SIGINT', errors: '' })
  })

  it('does not wait for a producer whose words nobody needs any more', async () => {
    const refusal = { code: 'paused', title: 'The connection is paused.', request_id: '2JPM-XXGN' }
    const headers = { ...HEADERS, 'content-type': 'application/problem+json' }
    const dashboard = await serve(() => Response.json(refusal, { status: 409, headers }))
    close = dashboard.close
    const { child, ended } = start(['qonto', ID, 'POST', '/v2/labels'], dashboard.url)
    child.stdin.on('error', () => {})
    child.stdin.write('the first line of many')
    expect(await ended).toMatchObject({ code: 1, errors: expect.stringContaining('paused') })
  })
})

describe('the types', () => {
  it('are those of the OpenAPI document', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--conditions=react-server' }
    const { code, output } = await runNode('scripts/develop/generate-cli.ts', ['--check'], { env })
    expect(code, output).toBe(0)
  })
})
