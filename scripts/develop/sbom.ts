import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { CHECKOUT } from '#server/checkout'

const HELP = `
Usage: npm run -s sbom > mooring.cdx.json

Writes what this version consists of in production, on every platform, from the lock file: a CycloneDX document with name,
version, licence, origin and hash of each package.

  --help  this text
`

const document = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), purl: z.string() }) }),
  components: z.array(
    z.looseObject({
      'bom-ref': z.string(),
      properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
})
type Document = z.infer<typeof document>

await runCommand(async () => {
  readArguments({}, HELP)
  const words = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only']
  const options = { cwd: CHECKOUT, maxBuffer: 100_000_000, shell: process.platform === 'win32' }
  const { stdout } = await promisify(execFile)('npm', words, options)
  const text = `${JSON.stringify(ofProduction(document.parse(JSON.parse(stdout))), null, 2)}\n`
  // A pipe takes it in pieces, and the process ends when this is over.
  await new Promise((written) => process.stdout.write(text, written))
  return 0
})

/**
 * Without what is there for development only. Not by npm's own `--omit=dev`, which (11.19) also leaves out what a development
 * package needs as well: React, pg and zod among it.
 */
function ofProduction({ components, dependencies, metadata, ...head }: Document) {
  const kept = components.filter(({ properties }) => properties.every(({ name }) => !name.endsWith(':development')))
  const [root = ''] = dependencies.map(({ ref }) => ref)
  const refs = new Set([root, ...kept.map((one) => one['bom-ref'])])
  const { component } = metadata
  // npm takes the folder for the name.
  const name = component.purl.replace(/^pkg:npm\/|@.*$/g, '')
  return {
    ...head,
    metadata: { ...metadata, component: { ...component, name } },
    components: kept,
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  }
}
