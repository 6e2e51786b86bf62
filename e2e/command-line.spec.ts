import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { debianProgram } from '#e2e/runner/debian-program'
import { SIMULATOR_APP } from '#lib/env'
import { packageFile } from '#scripts/command/child'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { expect, test } from './browser/fixtures.ts'
import { type Ran, runProgram } from './support/run-program.ts'
import { seed } from './support/seed.ts'

// `npm run mooring` and the programs of docs/use.md, as a stranger's machine runs them, against one connection in every state.

interface Stranger {
  env: Record<string, string>
  mooring(...words: string[]): Promise<Ran>
  /** The id of the connection of an organisation. */
  idOf(organization: string): string
}

async function stranger(origin: string, data: string): Promise<Stranger> {
  const env = { MOORING_URL: origin, MOORING_KEY: await seed(origin, data) }
  const mooring = (...words: string[]) => runProgram(process.execPath, ['cli/main.ts', ...words], { env })
  const listed = await mooring('connections')
  expect(listed).toMatchObject({ code: 0, err: '' })
  const lines = listed.out.split('\n')
  expect(lines).toHaveLength(12)
  const idOf = (organization: string) => lines.find((line) => line.includes(organization))?.split(' ')[0] ?? ''
  return { env, mooring, idOf }
}

test('the command tells every state by its exit code, and prints tokens that Qonto takes', async ({
  baseURL,
  simulator,
}, testInfo) => {
  test.setTimeout(120_000)
  test.skip(!(await isThere('curl')), 'There is no curl here.')
  const { env, mooring, idOf } = await stranger(baseURL ?? '', testInfo.outputPath('data'))
  const working = idOf('Papeterie Bleue')
  for (const [organization, code, label] of [
    ['Papeterie Bleue', 0, 'Working'],
    ['Werkhof Linde', 0, 'Working with limits'],
    ['Talleres Norte', 1, 'Paused by you'],
    ['Kaffeerösterei', 1, 'Disconnected'],
    ['Fahrradkontor', 1, 'Reconnect needed'],
    ['Cooperativa del Faro', 2, 'Having trouble'],
    ['Librería Mediodía', 3, 'Setup problem'],
  ] as const) {
    const told = await mooring('status', idOf(organization))
    expect(told, organization).toMatchObject({
      code,
      err: '',
      out: expect.stringMatching(`^${label}  ${organization}`),
    })
  }

  const token = await mooring('token', working)
  expect(token).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^ory_at_\S+\n$/) })
  const headers = {
    Authorization: `Bearer ${token.out.trim()}`,
    'X-Qonto-Staging-Token': SIMULATOR_APP.stagingToken,
  }
  const answer = await fetch(`${simulator.origin}/v2/organization`, { headers })
  expect(await answer.json()).toMatchObject({ organization: { name: expect.stringContaining('Papeterie') } })
  expect(await mooring('token', idOf('Talleres Norte'))).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('The connection is paused.'),
  })

  await test.step('Qonto is called without a token, by the command and by the line of docs/use.md', async () => {
    const called = await mooring('qonto', working, 'GET', '/v2/transactions?per_page=5')
    expect(called).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(called.out).transactions).toHaveLength(5)
    const line = await runProgram('sh', ['-c', await snippet('sh')], { env: { ...env, CONNECTION: working } })
    expect(line).toEqual(called)
  })

  await test.step('waiting ends when somebody resumes the connection', async () => {
    const paused = idOf('Talleres Norte')
    const resume = { method: 'POST', headers: { authorization: `Bearer ${env.MOORING_KEY}` } }
    const complained = () => fetch(`${baseURL}/api/v1/connections/${paused}/resume`, resume)
    const words = ['cli/main.ts', 'wait', paused, '--every', '0.2']
    const waited = await runProgram(process.execPath, words, { env, complained })
    expect(waited).toMatchObject({ code: 0, out: expect.stringMatching(/^Working /) })
    expect(waited.err).toContain('Waiting. Paused by you')
    expect(await mooring('wait', idOf('Kaffeerösterei'), '--timeout', '0.1')).toMatchObject({ code: 1, out: '' })
  })

  await test.step('with a wrong key, or without a dashboard, it cannot tell', async () => {
    const status = (other: Record<string, string>) =>
      runProgram(process.execPath, ['cli/main.ts', 'status', working], { env: { ...env, ...other } })
    const cannotTell = (why: string) => ({ code: 10, out: '', err: expect.stringContaining(why) })
    expect(await status({ MOORING_KEY: `mrk_${'x'.repeat(49)}` })).toEqual(cannotTell('invalid_key'))
    const nobody = `http://127.0.0.1:${await findFreePort()}`
    expect(await status({ MOORING_URL: nobody })).toEqual(
      cannotTell(`No dashboard answers at ${nobody} (ECONNREFUSED). Start it, or set MOORING_URL`),
    )
  })

  const piped = 'set -o pipefail; npm run -s mooring -- connections | head -n 1'
  expect(await runProgram('bash', ['-c', piped], { env })).toMatchObject({ code: 0, err: '' })
})

const PROGRAMS = [
  ['bash', 'cron.sh', 'bash'],
  ['ts', 'backend.ts', process.execPath],
  ['python', 'program.py', 'python3'],
] as const

for (const [language, file, interpreter] of PROGRAMS)
  test(`the ${language} program of docs/use.md asks Qonto, and says what to do when that fails`, async ({
    baseURL,
    simulator,
    database,
  }, testInfo) => {
    test.setTimeout(120_000)
    const needed = language === 'python' ? 'python3' : 'curl'
    test.skip(!(await isThere(needed)), `There is no ${needed} here.`)
    const { env, idOf } = await stranger(baseURL ?? '', testInfo.outputPath('data'))
    await writeFile(testInfo.outputPath(file), await snippet(language))
    await copyFile('cli/schema.ts', testInfo.outputPath('mooring.d.ts'))
    const run = (organization: string) =>
      runProgram(interpreter, [file], {
        cwd: testInfo.outputDir,
        env: {
          ...env,
          MOORING_HOME: CHECKOUT,
          CONNECTION: idOf(organization),
          QONTO_API_URL: simulator.origin,
          QONTO_STAGING_TOKEN: SIMULATOR_APP.stagingToken,
        },
      })

    if (language === 'ts') expect(await compiles(testInfo.outputPath(file))).toMatchObject({ code: 0, out: '' })

    const works = { code: 0, err: '', out: expect.stringContaining('Papeterie Bleue') }
    expect(await run('Papeterie Bleue')).toMatchObject(works)

    await test.step('Qonto rejects the token: another one', async () => {
      await simulator.expire('access')
      await simulator.forgetRequests()
      expect(await run('Papeterie Bleue')).toMatchObject(works)
      const asked = (await simulator.requests('organization')).map(({ status }) => status)
      expect(asked).toEqual(expect.arrayContaining([401, 200]))
    })

    for (const organization of ['Talleres Norte', 'Kaffeerösterei', 'Fahrradkontor'])
      await test.step(`a person must act: ${organization}`, async () => {
        const { code, err, out } = await run(organization)
        expect([code, out]).toEqual([1, ''])
        expect(err).toContain(`${baseURL}/connections/${idOf(organization)}`)
      })

    await test.step('it passes: when to try again', async () => {
      await database.letAccessExpire()
      await simulator.fail({ target: 'all', kind: 'status', status: 503, times: 0 })
      const { code, err } = await run('Papeterie Bleue')
      expect(code).toBe(language === 'bash' ? 2 : 1)
      expect(err).toContain('Try again in 30 s.')
    })
  })

/** With the types of the API as `openapi-typescript` writes them. */
async function compiles(file: string): Promise<Ran> {
  const options = '--noEmit --strict --skipLibCheck --ignoreConfig --target es2024 --module nodenext --types node'
  const words = [packageFile('typescript/bin/tsc'), ...options.split(' '), file]
  return runProgram(process.execPath, words, { env: {} })
}

/** Installed where we may; CI may. */
async function isThere(program: string): Promise<boolean> {
  return (await debianProgram([program], { debian: program })) !== null
}

async function snippet(language: string): Promise<string> {
  const text = await readFile(join(CHECKOUT, 'docs/use.md'), 'utf8')
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? ''
}
