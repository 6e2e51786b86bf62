import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'

/** Copies these files of the checkout into an empty folder, and says how many bytes they are. */
export async function copyTree(files: string[], target: string): Promise<number> {
  await mkdir(target, { recursive: true, mode: 0o755 })
  if ((await readdir(target)).length > 0) throw new Refusal(`${target} is not empty: name another folder.`)
  let bytes = 0
  for (const file of files) {
    const [from, to] = [join(CHECKOUT, file), join(target, file)]
    const found = await lstat(from)
    if (found.isDirectory()) continue
    await mkdir(dirname(to), { recursive: true, mode: 0o755 })
    bytes += found.size
    if (found.isSymbolicLink()) await symlink(await readlink(from), to)
    else {
      await copyFile(from, to)
      // Whoever assembles may be strict about new files; whoever runs them is somebody else.
      await chmod(to, 0o644)
    }
  }
  await writePackage(target)
  return bytes + (await copyNode(target))
}

/** The very Node that everything was built and tried with, so that none has to be installed. */
async function copyNode(target: string): Promise<number> {
  const to = join(target, 'node')
  await copyFile(process.execPath, to)
  await chmod(to, 0o755)
  return (await lstat(to)).size
}

/** What Node and Next read of it. There is nothing to install any more, and most scripts are not there. */
async function writePackage(target: string): Promise<void> {
  const { name, version, license, type, imports } = JSON.parse(await readFile(join(CHECKOUT, 'package.json'), 'utf8'))
  const kept = { name, version, private: true, license, type, imports }
  await writeFile(join(target, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`)
}
