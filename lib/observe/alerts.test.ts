import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { measureProcess, metrics } from '#lib/observe/metrics'

const read = (name: string) => readFileSync(`docs/operations/${name}`, 'utf8')
const rules = read('alerts.yaml')
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)

function namesIn(text: string): string[] {
  const found = text.matchAll(/\b(?:mooring|nodejs|process)_[a-z0-9_]+/g)
  return [...new Set([...found].map(([name]) => name))].map((name) =>
    name.replace(/(?<=_seconds)_(bucket|count|sum)$/, ''),
  )
}

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

describe('what watches the dashboard', () => {
  it.each(['alerts.yaml', 'grafana.json'])('finds every metric that docs/operations/%s names', async (name) => {
    measureProcess()
    const known = new Set((await metrics().registry.getMetricsAsJSON()).map((one) => one.name))
    const named = namesIn(read(name))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((one) => !known.has(one))).toEqual([])
  })

  it('names every metric of ours on the dashboard, or somebody would count for nothing', async () => {
    const named = new Set(namesIn(read('grafana.json')))
    const ours = (await metrics().registry.getMetricsAsJSON()).map(({ name }) => name)
    expect(ours.filter((name) => name.startsWith('mooring_') && !named.has(name))).toEqual([])
  })

  it('has a section of the runbook and a test for every alert', () => {
    const runbook = readFileSync('docs/operations.md', 'utf8')
    expect(alerts.length).toBeGreaterThan(10)
    expect(alerts.filter((name) => !runbook.includes(`### ${name}\n`))).toEqual([])
    expect(alerts.filter((name) => !read('alerts.test.yaml').includes(`alertname: ${name}\n`))).toEqual([])
  })

  it.skipIf(!hasPromtool)(
    'fires every alert as its test says (skipped without promtool: Debian has it in prometheus)',
    () => {
      const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'docs/operations/alerts.test.yaml'])
      expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' })
    },
  )
})
