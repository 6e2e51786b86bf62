import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from '@swc/core'
import { noted } from '#e2e/trace/record'

/** Parts of Next that exist only while it serves a request, and what a bundler reads otherwise than Node. */
const STAND_INS = new Map([
  ...['next/server', 'next/headers', 'next/navigation', 'next/cache'].map(
    (part) => [part, 'next-stand-in.ts'] as const,
  ),
  ['next-auth', 'next-auth-stand-in.ts'],
  ['server-only', '../../node_modules/server-only/empty.js'],
])
const HERE = new URL('.', import.meta.url).href
const LIB = join(import.meta.dirname, '../../lib')
const require = createRequire(import.meta.url)

/** From here on every named function of a file of `lib/` that is loaded says when it is entered. */
export function instrumentLib(): void {
  countCookies()
  registerHooks({
    resolve(specifier, context, next) {
      const standIn = context.parentURL?.startsWith(HERE) ? undefined : STAND_INS.get(specifier)
      return standIn ? { url: new URL(standIn, import.meta.url).href, shortCircuit: true } : next(specifier, context)
    },
    load(url, context, next) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : ''
      if (!path.startsWith(`${LIB}/`) || !path.endsWith('.ts') || path.includes('/generated/'))
        return next(url, context)
      const source = wrapFunctions(readFileSync(path, 'utf8'), relative(LIB, path))
      return { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}

/** next-auth seals its cookies with two functions of its own. */
function countCookies(): void {
  const jwt = require('next-auth/jwt') as Record<'encode' | 'decode', (...given: unknown[]) => unknown>
  for (const name of ['encode', 'decode'] as const) {
    const original = jwt[name]
    jwt[name] = (...given) => noted('next-auth/jwt', name, () => original(...given))
  }
}

/** As much of a node of the parser's tree as is looked at. */
interface Node {
  type?: string
  span?: { start: number; end: number }
  function?: Node
  body?: Node
  async?: boolean
  generator?: boolean
  value?: unknown
  identifier?: Node
  id?: Node
  key?: Node
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
])

/** Positions of the parser count bytes from the first token. */
function wrapFunctions(source: string, file: string): string {
  const bytes = Buffer.from(`;${source}`)
  const module = parseSync(bytes.toString(), { syntax: 'typescript', target: 'esnext' }) as unknown as Node
  const base = module.span?.start ?? 0
  const inserts: Array<[at: number, text: string]> = []
  visit(module, '', (node, name) => {
    const { body, async, generator } = functionIn(node)
    if (!body?.span || name === '' || generator) return
    const isBlock = body.type === 'FunctionBody' || body.type === 'BlockStatement'
    const [start, end] = isBlock ? [body.span.start + 1, body.span.end - 1] : [body.span.start, body.span.end]
    const arrow = `${async ? 'async ' : ''}() =>`
    const call = `globalThis[Symbol.for('mooring.trace.enter')](${JSON.stringify(file)}, ${JSON.stringify(name)}, ${arrow}`
    inserts.push([start - base, isBlock ? `return ${call} {` : `${call} (`])
    inserts.push([end - base, isBlock ? '})' : '))'])
  })
  let text = ''
  let done = 0
  for (const [at, insert] of inserts.sort(([one], [other]) => one - other)) {
    text += bytes.subarray(done, at).toString() + insert
    done = at
  }
  return text + bytes.subarray(done).toString()
}

function functionIn(node: Node): Pick<Node, 'body' | 'async' | 'generator'> {
  if (!FUNCTIONS.has(node.type ?? '')) return {}
  return node.function ?? node
}

/** Every node with the name that it is bound to; an inline callback has none and counts as part of its function. */
function visit(node: Node, name: string, found: (node: Node, name: string) => void): void {
  found(node, nameOf(node) ?? name)
  for (const [field, value] of Object.entries(node)) {
    const bound = field === 'init' || field === 'value' ? (nameOf(node) ?? '') : ''
    for (const child of [value].flat())
      if (typeof child === 'object' && child !== null) visit(child as Node, bound, found)
  }
}

function nameOf({ identifier, id, key }: Node): string | null {
  const named = [identifier, id, key].find((one) => typeof one?.value === 'string')
  return named ? String(named.value) : null
}
