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

  it('that is not there is none', () => {
    expect(() => loadDotenv(join(folder, '.env'), {})).not.toThrow()
  })
})
