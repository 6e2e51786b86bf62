import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#server/refusal'
import type { Defence } from './defence.ts'

/** Takes a defence away in a copied checkout. Answers how to put it back. */
export async function breakDefence(folder: string, { name, edits }: Defence): Promise<() => Promise<void>> {
  const originals = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const path = join(folder, file)
    const text = await readFile(path, 'utf8')
    if (text.split(find).length !== 2)
      throw new Refusal(
        `${name}: ${file} does not hold exactly once what is to be taken away. Bring e2e/drill/defences up to date.`,
      )
    if (!originals.has(path)) originals.set(path, text)
    await replaceFile(
      path,
      text.replace(find, () => replace),
    )
  }
  return async () => {
    for (const [path, text] of originals) await replaceFile(path, text)
  }
}

// A new file under the old name: the copy shares its files with the checkout that it was made from.
async function replaceFile(path: string, text: string): Promise<void> {
  await rm(path)
  await writeFile(path, text)
}
