import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { benchFleet } from '#bench/fleet'
import { benchLighthouse } from '#bench/lighthouse'
import { plot } from '#bench/measure/plot'
import { isKept, printResults, type Result } from '#bench/measure/result'
import { benchMemory } from '#bench/memory'
import { benchOwnTime } from '#bench/own-time'
import { benchPage } from '#bench/page'
import { benchPeers } from '#bench/peers'
import { benchSize } from '#bench/size'
import { benchStart } from '#bench/start'
import { benchToken } from '#bench/token'
import { withFolder } from '#e2e/runner/with-folder'
import { readArguments } from '#scripts/command/arguments'
import { runNode } from '#scripts/command/child'
import { type Running, runCommand } from '#scripts/command/run-command'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'

const HELP = `
Usage: npm run bench [-- PART] [--quick] [--json FILE] [--plot FILE] [--profile DIR] [--explain]

Measures speed and size, wherever it can as a ratio within one run, and ends with a table of everything. Exit code 1 when a
goal is missed. Without a PART all of them but lighthouse and peers, which fetch packages from the npm registry; one after
the other, each in a process of its own.

  page           what a page costs beside an empty Next page: processor time of the server and of PostgreSQL
  own-time       what we add to Qonto's time: at a sign-in, a call that passes through, a refresh
  token          the API's token call beside a bare Next route with one query; a token that expires while many call
  start          from the command to the first answer
  memory         what a process holds after 50,000 requests
  size           packages and build, and the scripts of a page
  lighthouse     what Lighthouse says of every page as a slow phone loads it, beside an empty Next page
  peers          the list of connections beside a plain one signed in by next-auth, and by Better Auth
  fleet          the background work and the list with a million connections beside a hundred, when the same is due
  --quick        one round instead of five; memory: a tenth of the requests; without a PART: all but fleet
  --json FILE    writes the results there
  --plot FILE    draws those that have a goal, as SVG
  --profile DIR  page, own-time, token: writes a processor profile of our server there, for the developer tools of a browser
  --explain      fleet: shows the plan of every statement
  --help         this text
`

interface Options {
  rounds: number
  quick: boolean
  profile: string | null
  explain: boolean
}

const PARTS: Record<string, (running: Running, options: Options) => Promise<Result[]>> = {
  page: (running, { rounds, profile }) => benchPage(running, rounds, profile),
  'own-time': (running, { rounds, profile }) => benchOwnTime(running, rounds, profile),
  token: (running, { rounds, profile }) => benchToken(running, rounds, profile),
  start: (running, { rounds }) => benchStart(running, rounds),
  memory: (running, { quick }) => benchMemory(running, quick),
  size: (running) => benchSize(running),
  lighthouse: (running, { quick }) => benchLighthouse(running, quick ? 1 : 3),
  peers: (running, { rounds }) => benchPeers(running, rounds),
  fleet: (running, { rounds, explain }) => benchFleet(running, rounds, explain),
}

/** They fetch packages that nothing else here needs: never unasked. */
const ONLY_WHEN_NAMED = ['lighthouse', 'peers']

const saved = z.array(
  z.object({
    name: z.string(),
    value: z.number(),
    spread: z.tuple([z.number(), z.number()]),
    unit: z.string(),
    goal: z.object({ at: z.number(), is: z.enum(['most', 'least']) }).nullable(),
  }),
)

await runCommand(async (running) => {
  const { values, positionals } = readArguments(
    {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      plot: { type: 'string' },
      profile: { type: 'string' },
      explain: { type: 'boolean', default: false },
    },
    HELP,
  )
  const { quick, explain, json } = values
  const [part, ...more] = positionals
  if (more.length > 0 || (part !== undefined && !(part in PARTS)))
    throw new Refusal(`Say one part or none: ${Object.keys(PARTS).join(', ')}. Try --help.`)
  const options = { rounds: quick ? 1 : 5, quick, explain, profile: values.profile ?? null }
  const results = await (part === undefined ? measureAll(running, quick) : PARTS[part]?.(running, options))
  if (!results) return 1
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`)
  if (values.plot !== undefined) await writeFile(values.plot, plot(results))
  printResults(results)
  return results.every(isKept) ? 0 : 1
})

/** In processes of their own: each part has a database and settings of its own, and a process reads them once. */
function measureAll({ signal }: Running, quick: boolean): Promise<Result[]> {
  return withFolder(async (folder) => {
    const results: Result[] = []
    const left = [...ONLY_WHEN_NAMED, ...(quick ? ['fleet'] : [])]
    for (const part of Object.keys(PARTS).filter((name) => !left.includes(name))) {
      const file = join(folder, `${part}.json`)
      const words = [join(CHECKOUT, 'bench/main.ts'), part, '--json', file, ...(quick ? ['--quick'] : [])]
      const { code } = await runNode('--conditions=react-server', words, { signal, show: true })
      const text = await readFile(file, 'utf8').catch(() => null)
      if (text === null) throw new Refusal(`Measuring ${part} ended with exit code ${code} and without a result.`)
      results.push(...saved.parse(JSON.parse(text)))
    }
    return results
  })
}
