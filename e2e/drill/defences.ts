import type { Defence } from './defence.ts'
import { DOORS } from './defences/doors.ts'
import { IDENTITY } from './defences/identity.ts'
import { KEEPING } from './defences/keeping.ts'
import { REFRESH } from './defences/refresh.ts'
import { SIGN_IN } from './defences/sign-in.ts'

export const DEFENCES: Defence[] = [...SIGN_IN, ...IDENTITY, ...REFRESH, ...KEEPING, ...DOORS]
