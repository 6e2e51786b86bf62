import { registerHooks } from 'node:module'

/** What a loader asks Next for, without a request: a session cookie. Next resolves these names itself, Node does not. */
const holder = globalThis as typeof globalThis & { benchCookie?: string }

export function signInAs(token: string): void {
  holder.benchCookie = token
}

const MODULES = new Map([
  ['next/headers', 'export const cookies = async () => ({ get: () => ({ value: globalThis.benchCookie }) })'],
  ['next/navigation', 'export const redirect = (to) => Promise.reject(new Error(to))'],
  ['next/server', 'export const after = () => {}'],
  ['next/cache', 'export const revalidatePath = () => {}'],
])

registerHooks({
  resolve(specifier, context, resolve) {
    const source = MODULES.get(specifier)
    return source === undefined
      ? resolve(specifier, context)
      : { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true }
  },
})
