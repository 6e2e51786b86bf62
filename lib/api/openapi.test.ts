import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { openApi } from '#lib/api/openapi'

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
})
