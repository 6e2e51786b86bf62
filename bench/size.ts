import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Result, resultOf } from '#bench/measure/result'
import { HOST, serveOurs } from '#bench/measure/serve'
import { withFolder } from '#e2e/runner/with-folder'
import type { Running } from '#scripts/command/run-command'
import { copyTree } from '#scripts/develop/assemble/copy-tree'
import { findFiles } from '#scripts/develop/assemble/find-files'
import { progress } from '#server/terminal'

const GOAL_MB = 300

/** How much a production tree weighs, and what a browser loads before a page answers to a press. */
export async function benchSize(running: Running): Promise<Result[]> {
  await openBuiltStage(running)
  const files = await progress('Looking for what production loads', findFiles)
  const bytes = await withFolder((folder) => copyTree(files, join(folder, 'tree')))
  const { url } = await serveOurs(running)
  return [
    resultOf('size: production, with Node', [bytes / 1e6], 'MB', { at: GOAL_MB, is: 'most' }),
    resultOf('size: scripts of the start page', [(await scriptsOf(url)) / 1e3], 'kB, compressed'),
  ]
}

async function scriptsOf(url: string): Promise<number> {
  const page = await (await fetch(url, { headers: { host: HOST } })).text()
  const sources = new Set([...page.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, source = '']) => source))
  const scripts = await Promise.all([...sources].map(async (source) => (await fetch(new URL(source, url))).bytes()))
  return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
}
