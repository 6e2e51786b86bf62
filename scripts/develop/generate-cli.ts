import { readFile, writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { generateClient } from '#scripts/launch/generate-client'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run generate:cli

Writes cli/schema.ts, the types of the API for the command line, from the OpenAPI document.

  --check  writes nothing, and fails when the file is not what it would write
  --help   this text
`

const FILE = join(CHECKOUT, 'cli/schema.ts')
const HEADER = '// Written by `npm run generate:cli` from the OpenAPI document. Do not edit it.\n\n'

await runCommand(async ({ signal }) => {
  const { values } = readArguments({ check: { type: 'boolean' } }, HELP)
  // What answers the calls imports it, and a fresh clone has none yet.
  await generateClient(signal)
  const types = await typesOf(await document())
  if (!values.check) await writeFile(FILE, types)
  else if ((await readFile(FILE, 'utf8')) !== types)
    throw new Refusal('cli/schema.ts is not what the OpenAPI document says. Run: npm run generate:cli')
  say(values.check ? 'cli/schema.ts is what the OpenAPI document says.' : 'cli/schema.ts is written.')
  return 0
})

async function document(): Promise<string> {
  const { openApi } = await import('#lib/api/openapi')
  // Where the API is stands in no type.
  return JSON.stringify(openApi('http://localhost/api/v1'))
}

async function typesOf(openApi: string): Promise<string> {
  // openapi-typescript writes with the programming interface of TypeScript, which version 7 does not have yet.
  registerHooks({ resolve: (name, context, next) => next(name === 'typescript' ? 'typescript-6' : name, context) })
  const { default: generate, astToString } = await import('openapi-typescript')
  // A field of a question that has a default may be left out.
  return HEADER + astToString(await generate(openApi, { defaultNonNullable: false }))
}
