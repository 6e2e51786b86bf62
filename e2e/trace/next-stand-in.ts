import { createRequire } from 'node:module'

/** What `lib/` takes from Next, for a process that serves no request. */
const require = createRequire(import.meta.url)
export const { NextRequest, NextResponse }: typeof import('next/server') = require('next/server.js')

/** Work behind an answer is no part of the flow. */
export const after = () => {}
export const revalidatePath = () => {}

/** The browser's cookies, as the traced page sees them. */
export const browser = new Map<string, string>()
export const cookies = async () => ({
  get: (name: string) => (browser.has(name) ? { name, value: browser.get(name) } : undefined),
})
export const headers = async () => new Headers()

function leave(): never {
  throw new Error('The flow left its page.')
}

export { leave as notFound, leave as redirect }
