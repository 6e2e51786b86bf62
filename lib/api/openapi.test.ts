import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { openApi } from '#lib/api/openapi'
import { PROBLEMS } from '#lib/api/problems'

describe('the OpenAPI document', () => {
  it('has nothing that a linter complains of', async () => {
    const config = await createConfig({ extends: ['recommended-strict'], rules: {} })
    const problems = await lintFromString({
      source: JSON.stringify(openApi('https://dashboard.example.net/api/v1')),
      absoluteRef: 'openapi.json',
      config,
    })
    expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`)).toEqual([])
  })

  it('has no call and no code that docs/api.md does not name', () => {
    const text = readFileSync('docs/api.md', 'utf8')
    const ends = Object.keys(openApi('https://dashboard.example.net/api/v1').paths).map((path) =>
      path.split('/').at(-1),
    )
    for (const name of [...ends.map((end) => `/${end}\``), ...Object.keys(PROBLEMS).map((code) => `\`${code}\``)])
      expect(text).toContain(name)
  })
})
