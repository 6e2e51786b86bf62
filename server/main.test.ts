import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'

it('starts from what was compiled before, and keeps it beside the build', () => {
  mkdirSync('.next/cache', { recursive: true })
  const atTheEnd = `import m from 'node:module'; process.on('exit', () => console.log(m.getCompileCacheDir()))`
  const words = ['--import', `data:text/javascript,${atTheEnd}`, 'server/main.ts', '--help']
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined }
  expect(execFileSync(process.execPath, words, { encoding: 'utf8', env })).toMatch(/Usage: .*\.next\/cache\/node\//s)
})
