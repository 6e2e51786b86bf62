import { readFileSync } from 'node:fs'
import type { HttpClient } from '#e2e/support/http-client'

/** A server action of the build, as a browser could call it. */
export interface ServerAction {
  id: string
  /** The exported function. */
  name: string
  file: string
}

interface Manifest {
  node: Record<string, { filename: string; exportedName: string }>
}

/** Every server action of the build, whether a page of ours uses it or not. */
export function serverActions(): ServerAction[] {
  const manifest: Manifest = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8'))
  return Object.entries(manifest.node).map(([id, { filename, exportedName }]) => ({
    id,
    name: exportedName,
    file: filename,
  }))
}

export function serverAction(name: string): ServerAction {
  const found = serverActions().find((action) => action.name === name)
  if (!found) throw new Error(`The build has no server action ${name}.`)
  return found
}

/** What stands before the form in an action of `useActionState`: its former outcome. */
const STATEFUL =
  /^(check|pause|resume|subscribe|disconnect)Connection$|^revealIdToken$|^deleteAccount$|^(make|roll)ApiKey$|^(make|roll)\w+Address$|^(make|roll|test)Webhook$|^sendWebhookAgain$|^addMailAddress$|^chooseMailKinds$/

/** The body of a call: React's encoding of its arguments, of which the last is a form. */
export function actionBody(name: string, fields: Record<string, string>): FormData {
  const body = new FormData()
  for (const [field, value] of Object.entries(fields)) body.append(`_1_${field}`, value)
  body.append('0', JSON.stringify(STATEFUL.test(name) ? [{ status: 'idle' }, '$K1'] : ['$K1']))
  return body
}

/** Calls an action the way a browser with JavaScript does. */
export function callAction(
  client: HttpClient,
  name: string,
  fields: Record<string, string>,
  { page = '/connections', headers = {} }: { page?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const sent = { 'next-action': serverAction(name).id, accept: 'text/x-component', origin: client.origin, ...headers }
  return client.send(page, { method: 'POST', body: actionBody(name, fields), headers: sent })
}
