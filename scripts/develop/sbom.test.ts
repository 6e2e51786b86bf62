import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runNode } from '#scripts/command/child'
import { CHECKOUT } from '#server/checkout'

interface Component {
  name: string
  version: string
  hashes?: Array<{ alg: string }>
}

it('lists what production consists of, each package with its hash, and no development package', async () => {
  const { output } = await runNode('scripts/develop/sbom.ts', [])
  const { specVersion, metadata, components } = JSON.parse(output)
  const { version, dependencies } = JSON.parse(readFileSync(`${CHECKOUT}/package.json`, 'utf8'))
  expect([specVersion, metadata.component.version]).toEqual(['1.5', version])
  const listed = components.map(({ name, version }: Component) => `${name}@${version}`)
  for (const [name, pinned] of Object.entries(dependencies)) expect(listed).toContain(`${name}@${pinned}`)
  expect(components.filter(({ hashes = [] }: Component) => hashes[0]?.alg !== 'SHA-512')).toEqual([])
  const { packages } = JSON.parse(readFileSync(`${CHECKOUT}/package-lock.json`, 'utf8'))
  const installed = Object.entries<{ version: string; dev?: boolean }>(packages).flatMap(([path, { version, dev }]) =>
    path === '' || dev === true ? [] : [`${path.replace(/^.*node_modules\//, '')}@${version}`],
  )
  expect(new Set(listed)).toEqual(new Set(installed))
}, 60_000)
