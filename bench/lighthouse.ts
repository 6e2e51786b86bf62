import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Result, resultOf } from '#bench/measure/result'
import { serveBare, serveObserved } from '#bench/measure/serve'
import { findBrowser } from '#e2e/runner/find-browser'
import { withFolder } from '#e2e/runner/with-folder'
import { simulatorAt } from '#e2e/support/simulator'
import { runProgram } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

/** Fetched when it is wanted: a hundred packages that nothing else here needs. */
const LIGHTHOUSE = 'lighthouse@13.5.0'
const MOST_POINTS_BELOW = 5
const MOST_MS_LATER = 200

const category = z.object({ score: z.number() })
const metric = z.object({ numericValue: z.number() })
const report = z.object({
  categories: z.object({ performance: category, accessibility: category, 'best-practices': category }),
  audits: z.object({ 'largest-contentful-paint': metric, 'cumulative-layout-shift': metric }),
})

interface Page {
  name: string
  url: string
  cookie: string
}

interface Seen {
  performance: number
  accessibility: number
  practices: number
  /** Largest Contentful Paint, ms. */
  paint: number
  /** Cumulative Layout Shift. */
  shift: number
}

/** What Lighthouse says of every page as a slow phone loads it, beside the empty page of bench/bare. */
export async function benchLighthouse(running: Running, rounds: number): Promise<Result[]> {
  const [bare, ...pages] = await servePages(running)
  if (!bare) return []
  const seen = new Map([bare, ...pages].map((page) => [page, [] as Seen[]]))
  await progress(`Looking at ${pages.length + 1} pages, ${rounds} times`, () =>
    withFolder(async (folder) => {
      for (let round = 0; round < rounds; round++)
        for (const [page, all] of seen) all.push(await look(running, page, folder))
    }),
  )
  const of = (page: Page, field: keyof Seen) => (seen.get(page) ?? []).map((each) => each[field])
  const [points, paints] = [of(bare, 'performance'), of(bare, 'paint')]
  return pages.flatMap((page) => {
    const below = of(page, 'performance').map((each, round) => (points[round] ?? Number.NaN) - each)
    const later = of(page, 'paint').map((each, round) => each - (paints[round] ?? Number.NaN))
    const [most, all] = ['most', 'least'] as const
    return [
      resultOf(`${page.name}: performance`, below, 'points below bare', { at: MOST_POINTS_BELOW, is: most }),
      resultOf(`${page.name}: largest paint`, later, 'ms after bare', { at: MOST_MS_LATER, is: most }),
      resultOf(`${page.name}: layout shift`, of(page, 'shift'), '', { at: 0, is: most }),
      resultOf(`${page.name}: accessibility`, of(page, 'accessibility'), 'points', { at: 100, is: all }),
      resultOf(`${page.name}: best practices`, of(page, 'practices'), 'points', { at: 100, is: all }),
    ]
  })
}

/** The bare page first. */
async function servePages(running: Running): Promise<Page[]> {
  const stage = await openBuiltStage(running)
  const bare = await serveBare(running)
  const ours = await serveObserved(running)
  await simulatorAt(stage.qonto.url).register(`${ours.url}/api/auth/callback/qonto`)
  const { prepareVisitor } = await import('#bench/measure/visitor')
  const { cookie, connection } = await prepareVisitor(running, false)
  const at = `/connections/${connection}`
  const paths = [
    ...['/connections', at, `${at}/permissions`, `${at}/identity`, `${at}/activity`, '/activity'],
    ...['/notifications', '/api-keys', '/sessions', '/account'],
  ]
  return [
    { name: 'empty page', url: `${bare.url}/`, cookie: '' },
    { name: '/', url: `${ours.url}/`, cookie: '' },
    { name: '/setup', url: `${ours.url}/setup`, cookie: '' },
    ...paths.map((path) => ({ name: path.replace(connection, 'ID'), url: ours.url + path, cookie })),
  ]
}

async function look({ signal }: Running, { url, name, cookie }: Page, folder: string): Promise<Seen> {
  signal.throwIfAborted()
  const [headers, output] = [join(folder, 'headers.json'), join(folder, 'report.json')]
  // Not as an argument, which every program of the machine can read.
  await writeFile(headers, JSON.stringify(cookie === '' ? {} : { cookie }))
  const { code } = await runProgram(
    'npm',
    [
      ...['exec', '--yes', `--package=${LIGHTHOUSE}`, '--', 'lighthouse', url, '--quiet', '--output=json'],
      ...[`--output-path=${output}`, `--extra-headers=${headers}`, '--form-factor=mobile'],
      ...['--only-categories=performance,accessibility,best-practices', '--chrome-flags=--headless=new --no-sandbox'],
    ],
    { ...process.env, CHROME_PATH: await findBrowser(), NODE_OPTIONS: '' },
  )
  if (code !== 0) throw new Refusal(`Lighthouse could not look at ${name}.`)
  const { categories, audits } = report.parse(JSON.parse(await readFile(output, 'utf8')))
  return {
    performance: Math.round(categories.performance.score * 100),
    accessibility: Math.round(categories.accessibility.score * 100),
    practices: Math.round(categories['best-practices'].score * 100),
    paint: audits['largest-contentful-paint'].numericValue,
    shift: audits['cumulative-layout-shift'].numericValue,
  }
}
