import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What the tested dashboard's process holds, as Linux tells. Elsewhere nothing is known, and nothing is claimed. */
const PID = process.env.E2E_DASHBOARD_PID ?? ''

export const isKnown = process.platform === 'linux' && PID !== ''

/** Resident memory in megabytes. */
export function residentMegabytes(): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${PID}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** How many of its connections lead to a port of this computer. */
export function connectionsTo(port: number): number {
  const own = new Set(readdirSync(`/proc/${PID}/fd`).map(inodeOf))
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const open = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${PID}/net/${table}`, 'utf8').split('\n').slice(1),
  )
  return open.filter((line) => {
    const [, , remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/)
    return remote.endsWith(suffix) && own.has(inode)
  }).length
}

// A descriptor may be gone before it is looked at.
function inodeOf(descriptor: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${PID}/fd/${descriptor}`))?.[1] ?? ''
  } catch {
    return ''
  }
}
