import { resolve } from 'node:path'

/** The folder of this project. */
export const CHECKOUT = resolve(import.meta.dirname, '..')
