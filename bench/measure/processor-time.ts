import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second on every Linux that Node supports (USER_HZ, proc(5)). */
const TICK_MS = 10

/** Processor time of a process so far, in milliseconds. Linux only. */
export function processorTime(pid: number): number {
  const fields = statOf(pid)
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** The same for a process and everything that it has started. Children that have ended and were waited for are counted too. */
export function processorTimeOfTree(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(Number(name)) === pid)
  const ended = statOf(pid)
  const own = processorTime(pid) + (Number(ended[13]) + Number(ended[14])) * TICK_MS
  return children.reduce((sum, child) => sum + timeOrNothing(Number(child)), own)
}

function timeOrNothing(pid: number): number {
  try {
    return processorTime(pid)
  } catch {
    return 0
  }
}

/** The process that started another one; 0 when that has ended. */
export function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return 0
  }
}

/** The fields of /proc/PID/stat after the name, which may hold spaces and brackets; the first one is the state. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}
