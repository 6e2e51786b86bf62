import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything else is loaded: what Node makes of our sources and packages is kept for the next start, which saves it a
// fifth of its work. In a checkout: an assembled tree has no such folder, because nothing is written into it.
const cache = join(import.meta.dirname, '../.next/cache')
if (existsSync(cache)) enableCompileCache(join(cache, 'node'))
const { serveBuild } = await import('#server/serve-build')
await serveBuild()
