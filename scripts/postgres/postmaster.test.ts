import { describe, expect, it } from 'vitest'
import { lastWords } from '#scripts/postgres/initialise'
import { isPostgresOf, parsePostmaster } from '#scripts/postgres/postmaster'

const lines = (status: string) =>
  `4711\n/data/postgres\n1795458709\n54321\n\n127.0.0.1\n  1234567         0\n${status}\n`

describe('parsePostmaster', () => {
  it('reads the number, the port and whether connections are accepted', () => {
    expect(parsePostmaster(lines('ready   '))).toEqual({ pid: 4711, port: 54_321, ready: true })
    expect(parsePostmaster(lines('starting'))).toEqual({ pid: 4711, port: 54_321, ready: false })
  })

  it('takes the first line alone, as written while the server begins', () => {
    expect(parsePostmaster('4711\n')).toEqual({ pid: 4711, port: 0, ready: false })
  })

  it.each(['', '\n', 'x\n', '0\n', '1\n', '-5\n'])('refuses %j', (text) => {
    expect(parsePostmaster(text)).toBeNull()
  })
})

describe('isPostgresOf', () => {
  it('does not take another process that has the number now for a server', async () => {
    expect(await isPostgresOf(process.pid, '/data/postgres')).toBe(false)
  })
})

describe('lastWords', () => {
  it('is the last fatal line, without time and severity', () => {
    const log =
      '2026-01-01 UTC [1] LOG:  starting\n2026-01-01 UTC [1] FATAL:  could not create any TCP/IP sockets\n2026-01-01 UTC [1] LOG:  database system is shut down'
    expect(lastWords(log)).toBe('could not create any TCP/IP sockets')
  })

  it('is the error of initdb', () => {
    const said =
      'initdb: error: could not create directory "/x": No space left on device\ninitdb: removing data directory'
    expect(lastWords(said)).toBe('could not create directory "/x": No space left on device')
  })

  it('is the last line when nothing was fatal', () => {
    expect(lastWords('one\ntwo\n')).toBe('two')
    expect(lastWords('')).toBe('it said nothing')
  })
})
