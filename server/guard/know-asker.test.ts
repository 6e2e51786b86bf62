import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { choose, chosen } from '#i18n/asker'
import { NOTHING_CHOSEN, type Preferences } from '#i18n/preferences'
import { formatter, locale, translations } from '#i18n/server'
import { knowAsker } from '#server/guard/know-asker'

vi.mock('#i18n/messages', async () => {
  const { default: en } = await import('../../messages/en.json')
  const fr = { ...en, chrome: { ...en.chrome, signOut: 'Se déconnecter' } }
  return { MESSAGES: { en, fr }, SPOKEN: ['en', 'fr'] }
})

const NOON = new Date('2026-07-01T12:00:00Z')
let server: Server | undefined
afterEach(() => server?.close())

/** Answers as a page does: with a wait between what it asks for and what it says. */
async function serve(account: Preferences | null = null, origin = 'http://localhost'): Promise<number> {
  const created = createServer((asked, response) => {
    const work = async () => {
      const t = translations('chrome')
      await nextTurn()
      if (account) choose(account)
      await nextTurn()
      const time = formatter().dateTime(NOON, { timeStyle: 'short' })
      response.end([locale(), t('signOut'), time, chosen().theme].join('|'))
    }
    knowAsker(asked, response, origin, () => void work())
  })
  server = created
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  return (created.address() as AddressInfo).port
}

function ask(port: number, headers: Record<string, string>): Promise<{ text: string; setCookie: string[] }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ text: string; setCookie: string[] }>()
  request({ port, host: '127.0.0.1', headers }, async (answer) => {
    let text = ''
    for await (const chunk of answer) text += String(chunk)
    resolve({ text, setCookie: answer.headers['set-cookie'] ?? [] })
  })
    .on('error', reject)
    .end()
  return promise
}

it.each([
  ['fr-CH, fr;q=0.9, en;q=0.8', 'fr-FR|Se déconnecter|12:00|'],
  ['en-US', 'en-GB|Sign out|12:00|'],
  ['pt-BR, zh;q=0.9', 'en-GB|Sign out|12:00|'],
  ['*', 'en-GB|Sign out|12:00|'],
  [',;q=,,fr;q=x', 'en-GB|Sign out|12:00|'],
])('reads what a browser would like: %s', async (wanted, text) => {
  expect(await ask(await serve(), { 'accept-language': wanted })).toEqual({ text, setCookie: [] })
})

it.each([
  ['says which zone it is in', 'mooring.zone=Asia/Tokyo', '21:00'],
  ['names a zone that there is not', 'mooring.zone=Mars/Base', '12:00'],
  [
    'is in another zone than the one that was chosen',
    'mooring.zone=Asia/Tokyo; mooring.preferences=timeZone=Europe%2FParis',
    '14:00',
  ],
])('tells the time to a browser that %s', async (_, cookie, time) => {
  expect((await ask(await serve(), { cookie })).text).toBe(`en-GB|Sign out|${time}|`)
})

it('mixes nobody with anybody, however many are answered at once', async () => {
  const port = await serve()
  const people = [
    [{ 'accept-language': 'fr' }, 'fr-FR|Se déconnecter|12:00|'],
    [{ 'accept-language': 'en' }, 'en-GB|Sign out|12:00|'],
    [
      { cookie: 'a=b; mooring.preferences=language=fr&theme=dark&timeZone=Asia%2FTokyo' },
      'fr-FR|Se déconnecter|21:00|dark',
    ],
  ] as const
  const asked = Array.from({ length: 60 }, (_, at) => people[at % people.length] ?? people[0])
  const answers = await Promise.all(asked.map(([headers]) => ask(port, headers)))
  expect(answers.map(({ text }) => text)).toEqual(asked.map(([, text]) => text))
})

it('takes the account for more than the cookie, says so to the browser, and only when they differ', async () => {
  const port = await serve({ language: 'fr', theme: 'light', timeZone: 'Europe/Paris' }, 'https://mooring.example')
  const kept = '__Host-mooring.preferences=language=fr&theme=light&timeZone=Europe%2FParis'
  const stale = await ask(port, { cookie: kept.replace('fr', 'en'), 'accept-language': 'en' })
  expect(stale.text).toBe('fr-FR|Se déconnecter|14:00|light')
  expect(stale.setCookie).toEqual([`${kept}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure`])
  expect((await ask(port, { cookie: kept })).setCookie).toEqual([])
})

it('takes the cookie back from whoever leaves everything to the browser', async () => {
  const port = await serve(NOTHING_CHOSEN)
  const { text, setCookie } = await ask(port, { cookie: 'mooring.preferences=language=fr' })
  expect(text).toBe('en-GB|Sign out|12:00|')
  expect(setCookie).toEqual([expect.stringMatching(/^mooring\.preferences=; .*Max-Age=0/)])
})

it('believes nothing of a cookie that is on no list', async () => {
  const odd = 'mooring.preferences=language=__proto__&theme=red&timeZone=Mars%2FBase'
  expect((await ask(await serve(), { cookie: odd })).text).toBe('en-GB|Sign out|12:00|')
})
