import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeAbandoned } from '#scripts/postgres/temporary'

/** A folder for a runner's report and for its temporary files: a runner that is stopped half-way cleans up nothing. */
export async function withFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-test-'))
  await chmod(folder, 0o711)
  return work(folder).finally(async () => {
    await removeAbandoned(folder, 0)
    await rm(folder, { recursive: true, force: true })
  })
}
