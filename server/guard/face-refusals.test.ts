import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePreferenceCookie } from '#i18n/preference-cookie'
import { guardRequests } from '#server/guard/guard-requests'
import { COLOURS } from '#server/guard/plain-page'

let server: Server
let origin: string
let answerAs: RequestListener
beforeAll(async () => {
  const options = { origin: '', oauthUrl: 'https://oauth.qonto.com', signInOrigins: [], trustedProxies: 0 }
  server = createServer((request, response) =>
    guardRequests((passed, answer) => answerAs(passed, answer), options)(request, response),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  options.origin = origin
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const ask = async (init: RequestInit = {}, path = '/connections') => {
  const answer = await fetch(origin + path, { ...init, headers: { ...HTML, ...init.headers } })
  return { answer, status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() }
}
const failing =
  (status: number, type: string, body: string | Buffer, encoding?: string): RequestListener =>
  (_, response) => {
    response.statusCode = status
    response.setHeader('Content-Type', type)
    response.setHeader('Retry-After', '7')
    if (encoding) response.setHeader('Content-Encoding', encoding)
    response.write(body)
    response.end()
  }
const titleOf = (body: string) => /<h1>(.*)<\/h1>/.exec(body)?.[1]

describe('whoever opens a page and is refused', () => {
  it.each([
    [403, 'There is nothing', 'This was not sent from a page of Mooring'],
    [404, '', 'There is nothing here'],
    [413, '', 'This form could not be read'],
    [429, '{"error":"too_many_requests"}', 'Please wait a moment'],
    [503, '{"error":"unavailable"}', 'Mooring cannot reach its database right now'],
  ])('reads why, after %i', async (status, said, title) => {
    answerAs = failing(status, 'application/json', said)
    const { answer, body, ...got } = await ask()
    expect(got).toEqual({ status, type: 'text/html; charset=utf-8' })
    expect(titleOf(body)).toBe(title)
    expect(answer.headers.get('retry-after')).toBe('7')
    expect(body).not.toContain('<script')
    const [, nonce] = /style-src [^;]*'nonce-(\w+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? []
    expect(body).toContain(`<style nonce="${nonce}">`)
  })

  it('reads it in the language and the theme of their own', async () => {
    const chosen = writePreferenceCookie({ language: 'es', theme: 'dark', timeZone: null }, origin).split(';')[0] ?? ''
    answerAs = failing(429, 'application/json', '{}')
    expect((await ask({ headers: { 'accept-language': 'de' } })).body).toContain('<html lang="de-DE">')
    const { body } = await ask({ headers: { cookie: chosen } })
    expect(body).toContain('<html lang="es-ES" data-theme="dark">')
    expect(titleOf(body)).toBe('Espere un momento')
  })

  it('by the server in front, because the form is of another site, gets the page too', async () => {
    const { status, body } = await ask({ method: 'POST', body: 'a=b', headers: { origin: 'https://evil.example' } })
    expect(status).toBe(403)
    expect(titleOf(body)).toBe('This was not sent from a page of Mooring')
  })
})

describe('a page that fails', () => {
  const EMPTY = '<!DOCTYPE html><html id="__next_error__"><body><script>secret</script></body></html>'

  it('is answered with one that needs no script, with a reference and nothing of what failed', async () => {
    answerAs = failing(500, 'text/html; charset=utf-8', EMPTY)
    const { status, body } = await ask()
    expect(status).toBe(500)
    expect(titleOf(body)).toBe('This page could not be shown')
    expect(body).toMatch(/Reference <code>[0-9A-Z]{4}-[0-9A-Z]{4}<\/code>/)
    expect(body).not.toContain('secret')
  })

  it('because the database is away says that, also where what Next sends is compressed', async () => {
    answerAs = failing(500, 'text/html', gzipSync(EMPTY.replace('secret', '"digest":"DATABASE_UNAVAILABLE"')), 'gzip')
    expect(titleOf((await ask()).body)).toBe('Mooring cannot reach its database right now')
  })
})

describe('what is left alone', () => {
  it.each([
    ['the page that Next makes of a 404', failing(404, 'text/html; charset=utf-8', 'own page'), HTML, 'own page'],
    ['what a program asks for', failing(429, 'application/json', '{"error":"x"}'), { accept: '*/*' }, '{"error":"x"}'],
    ['a page that works', failing(200, 'text/html', 'works'), HTML, 'works'],
  ])('is %s', async (_, handler, headers, expected) => {
    answerAs = handler
    expect((await ask({ headers })).body).toBe(expected)
  })

  it('is the API, which has its own words', async () => {
    answerAs = failing(429, 'application/problem+json', '{"code":"too_many_requests"}')
    expect((await ask({}, '/api/v1/me')).body).toBe('{"code":"too_many_requests"}')
  })
})

it('has the colours of the pages', () => {
  const sheet = readFileSync('app/globals.css', 'utf8')
  for (const [name, colour] of Object.entries(COLOURS)) expect(sheet).toContain(`  --${name}: ${colour};\n`)
})
