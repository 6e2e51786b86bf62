import { type Result, resultOf } from '#bench/measure/result'
import { type Page as MeasuredPage, measurePages, type Sample } from '#bench/pages/measure-pages'
import { servePages } from '#bench/pages/serve-pages'
import type { Running } from '#scripts/command/run-command'

const GOAL = 0.75
const GOAL_DATABASE_MS = 1

interface Page extends MeasuredPage {
  /** True for what must reach the goal. */
  isOurs: boolean
}

/** Compares pages of ours with the empty page of bench/bare, alternating. */
export async function benchPage(running: Running, rounds: number, profile: string | null): Promise<Result[]> {
  const { stage, bare, ours, cookie, connection } = await servePages(running, profile)
  const page = (name: string, path: string) => ({ name, url: ours.url + path, pid: ours.pid, cookie, isOurs: true })
  const pages: Page[] = [
    { name: 'empty page', url: `${bare.url}/`, pid: bare.pid, cookie: '', isOurs: false },
    { name: 'bare list, one query', url: `${bare.url}/list`, pid: bare.pid, cookie: '', isOurs: false },
    page('list of connections', '/connections'),
    page('connection', `/connections/${connection}`),
  ]
  return resultsOf(pages, await measurePages(stage, pages, rounds))
}

function resultsOf(pages: Page[], samples: Map<Page, Sample[]>): Result[] {
  const of = (page: Page, field: keyof Sample) => (samples.get(page) ?? []).map((sample) => sample[field])
  const [empty] = pages
  if (!empty) return []
  const beside = of(empty, 'server')
  return pages.flatMap((page) => {
    const ratios = of(page, 'server').map((ms, round) => (beside[round] ?? Number.NaN) / ms)
    const goal = (at: number, is: 'most' | 'least') => (page.isOurs ? ({ at, is } as const) : null)
    return [
      resultOf(`page: ${page.name}`, ratios, 'of the empty page in processor time', goal(GOAL, 'least')),
      resultOf(`page: ${page.name}, PostgreSQL`, of(page, 'database'), 'ms', goal(GOAL_DATABASE_MS, 'most')),
      resultOf(`page: ${page.name}, sent`, of(page, 'bytes'), 'bytes, compressed'),
    ]
  })
}
