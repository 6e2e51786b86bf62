import { readFile, writeFile } from 'node:fs/promises'
import { expect } from '#e2e/fixtures'

/**
 * A document that a run writes about itself. With E2E_WRITE_DOCS it is written; otherwise the committed one must say
 * exactly this, so that it cannot go stale.
 */
export async function expectDocument(file: string, text: string): Promise<void> {
  if (process.env.E2E_WRITE_DOCS) await writeFile(file, text)
  // Formatters align tables; the words are what counts.
  expect(wordsOf(await readFile(file, 'utf8'))).toEqual(wordsOf(text))
}

function wordsOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\|[\s|-]+\|$/.test(line))
    .map((line) => line.replace(/\s+/g, ' ').trim())
}
