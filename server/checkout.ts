import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The folder of this project. */
export const CHECKOUT = resolve(import.meta.dirname, '..')

/** Whether it was put together for production (scripts/develop/assemble.ts): nothing can be built there, and no database started. */
export const IS_ASSEMBLED = !existsSync(join(CHECKOUT, 'scripts/develop/assemble.ts'))
