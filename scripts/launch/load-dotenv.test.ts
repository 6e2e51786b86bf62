import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDotenv } from '#scripts/launch/load-dotenv'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dotenv-'))
})
afterEach(() => rm(folder, { recursive: true }))

const TEXT = 'QONTO_CLIENT_ID=first\r\nexport PORT=3100\r\n# a comment\r\nQONTO_SCOPES="openid offline_access"\r\n'
const EXPECTED = { QONTO_CLIENT_ID: 'first', PORT: '3100', QONTO_SCOPES: 'openid offline_access' }
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('a .env file', () => {
  it.each([
    ['in UTF-8', Buffer.from(TEXT)],
    ['with Unix line ends', Buffer.from(TEXT.replaceAll('\r\n', '\n'))],
    ['with the line ends of old Macs', Buffer.from(TEXT.replaceAll('\r\n', '\r'))],
    ['with a byte-order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['in UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['in UTF-16 with the bytes the other way round', swapped(`\uFEFF${TEXT}`)],
  ])('%s loses no line', async (_, bytes) => {
    const file = join(folder, '.env')
    await writeFile(file, bytes)
    const env: Record<string, string | undefined> = {}
    loadDotenv(file, env)
    expect(env).toEqual(EXPECTED)
  })

  it('changes nothing that the environment says', async () => {
    const file = join(folder, '.env')
    await writeFile(file, TEXT)
    const env: Record<string, string | undefined> = { PORT: '4000' }
    loadDotenv(file, env)
    expect(env).toEqual({ ...EXPECTED, PORT: '4000' })
  })

  it('that is no text is refused by name', async () => {
    const file = join(folder, '.env')
    await writeFile(file, Buffer.from([80, 0, 79, 0]))
    expect(() => loadDotenv(file, {})).toThrow(/save it as UTF-8/)
  })

  it.each([
    [
      'letters that are not UTF-8',
      Buffer.from('PORT=1\n\nA=hidden-\xe9\n', 'latin1'),
      /^Line 3 of .*another encoding.*UTF-8/,
    ],
    ['such letters between the line ends of old Macs', Buffer.from('A=1\rB=\xe9\rC=3', 'latin1'), /^Line 2 of /],
    ['half a letter of UTF-16', Buffer.from('\uFEFFA=1\nB=hidden\uD800\n', 'utf16le'), /^Line 2 of /],
    ['an odd number of bytes of UTF-16', swapped('\uFEFFA=1\nB=2\nC=3\n').subarray(0, -1), /^Line 3 of /],
    ['a line without a sign of equality', 'PORT=1\n\nQONTO_CLIENT_SECRET hidden\n', /^Line 3 of /],
    ['a name with a blank', 'PORT=1\nQONTO CLIENT_SECRET=hidden\n', /^Line 2 of /],
    ['a quote that is closed in a later setting', 'A="one\nQONTO_CLIENT_SECRET="hidden"\n', /^Line 2 of /],
  ])('with %s is refused, and never quoted', async (_, text, problem) => {
    const file = join(folder, '.env')
    await writeFile(file, text)
    expect(() => loadDotenv(file, {})).toThrow(problem)
    expect(() => loadDotenv(file, {})).not.toThrow(/hidden/)
  })

  it('may have values of several lines', async () => {
    const file = join(folder, '.env')
    await writeFile(file, 'A="one\ntwo three\nfour" # note\nexport B=2 # note\n  # last\n')
    const env: Record<string, string | undefined> = {}
    loadDotenv(file, env)
    expect(env).toEqual({ A: 'one\ntwo three\nfour', B: '2' })
  })

  it('that is not there is none', () => {
    expect(() => loadDotenv(join(folder, '.env'), {})).not.toThrow()
  })
})
