/** Something the person at the terminal can put right. Its message is printed as it is, without a stack. */
export class Refusal extends Error {
  override name = 'Refusal'
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not. Give it write access, or choose another place with --data DIR',
  EPERM: 'this user may not. Give it write access, or choose another place with --data DIR',
  EROFS: 'the file system is read-only. Choose another place with --data DIR',
  ENOSPC: 'the disk is full. Free some space and start again',
  EDQUOT: 'the disk quota is used up. Free some space and start again',
  ENOTDIR: 'a part of the path is a file. Choose another place with --data DIR',
}

/** The refusal that an error stands for, or null when it is a fault of ours. */
export function toRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return null
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const problem = FILE_PROBLEMS[code ?? '']
  return problem && syscall
    ? new Refusal(`Cannot write to ${path ?? 'the data directory'}: ${problem}.`, { cause: error })
    : null
}

/** The code of a system or PostgreSQL error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
