import { basename } from 'node:path'

const LOOK_MS = 500

/**
 * Calls `gone` when the npm that runs this script has ended without telling us: killed, or in a shell that keeps signals to
 * itself. The dashboard, PostgreSQL and the fake Qonto would otherwise run on, with nobody who knows about them.
 *
 * Only as a script of npm's: whoever starts node itself (a unit, a container, `nohup node … &`) may leave it behind on
 * purpose, and the variables of npm may come from somebody further up. Process 1 takes everything with it when it ends.
 */
export function watchParent(gone: () => void): void {
  const parent = process.ppid
  const script = process.env.npm_lifecycle_script ?? ''
  if (parent <= 1 || !script.split(' ').some((word) => basename(word) === basename(process.argv[1] ?? ''))) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, LOOK_MS)
  timer.unref()
}
