import type { HttpClient } from '../http-client.ts'

const FORMS = /<form\b[^>]*>.*?<\/form>/gs
const HIDDEN = /<input\b[^>]*type="hidden"[^>]*>/g

/** The form of a page that has a button with this label, as a browser without JavaScript would send it. */
export async function findForm(client: HttpClient, path: string, label: RegExp): Promise<FormData> {
  const page = await (await client.get(path)).text()
  const found = page.match(FORMS)?.find((form) => label.test(form.replace(/<[^>]*>/g, '\n')))
  if (!found) throw new Error(`There is no form with ${label} at ${path}.`)
  const form = new FormData()
  for (const [input] of found.matchAll(HIDDEN)) form.append(attribute(input, 'name'), attribute(input, 'value'))
  return form
}

/** Presses a button. */
export async function press(client: HttpClient, path: string, label: RegExp): Promise<Response> {
  return client.send(path, { method: 'POST', body: await findForm(client, path, label) })
}

function attribute(input: string, name: string): string {
  const text = new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? ''
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
