import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { type Result, resultOf } from '#bench/result'
import { HOST, serveOurs } from '#bench/serve'
import { openStage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'
import { CHECKOUT } from '#server/checkout'

const MIB = 2 ** 20
const GOAL_MIB = 300
const lockFile = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })

/** How much a production tree weighs, and what a browser loads before a page answers to a press. */
export async function benchSize(running: Running): Promise<Result[]> {
  const lock = await ensureBuild(running.signal)
  await running.undo.add('The build', async () => lock.release())
  const stage = await openStage(running)
  Object.assign(process.env, stage.env, { NODE_ENV: 'production', NEXTAUTH_URL: `http://${HOST}` })
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8')))
  const served = Object.keys(packages).filter((path) => path !== '' && packages[path]?.dev !== true)
  const packed = served.reduce((sum, path) => sum + sizeOf(join(CHECKOUT, path), ['node_modules']), 0)
  const built = sizeOf(join(CHECKOUT, '.next'), ['cache', 'dev'])
  const { url } = await serveOurs(running)
  return [
    resultOf('size: production packages and build', [(packed + built) / MIB], 'MiB', { at: GOAL_MIB, is: 'most' }),
    resultOf('size: build', [built / MIB], 'MiB'),
    resultOf('size: scripts of the start page', [(await scriptsOf(url)) / 1_024], 'KiB, compressed'),
  ]
}

/** Bytes of all files below. */
function sizeOf(path: string, without: string[]): number {
  const seen = lstatSync(path, { throwIfNoEntry: false })
  if (!seen?.isDirectory()) return seen?.size ?? 0
  return readdirSync(path)
    .filter((name) => !without.includes(name))
    .reduce((sum, name) => sum + sizeOf(join(path, name), without), 0)
}

async function scriptsOf(url: string): Promise<number> {
  const page = await (await fetch(url, { headers: { host: HOST } })).text()
  const sources = new Set([...page.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, source = '']) => source))
  const scripts = await Promise.all([...sources].map(async (source) => (await fetch(new URL(source, url))).bytes()))
  return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
}
