import { expect } from 'vitest'
import { ZONE_VARIABLE, ZONES } from '#e2e/runner/test-database'

// By the letters of the file's name, so that a failure of today is the failure of tomorrow.
const name = expect.getState().testPath?.split('/').at(-1) ?? ''
process.env[ZONE_VARIABLE] = ZONES[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % ZONES.length]
