import type { ApiDocument } from '#lib/api/openapi'
import { holdAgainst } from '#lib/testing/hold-against-document'

const API = '/api/v1'
const holders = new Map<string, Promise<ReturnType<typeof holdAgainst>>>()

/** Fails when an answer of the API is not one that the document of the same dashboard declares. Of other addresses it knows nothing. */
export async function expectDescribed(origin: string, method: string, path: string, answer: Response): Promise<void> {
  if (!path.startsWith(`${API}/`) || path.startsWith(`${API}/openapi.json`)) return
  const holder = holders.get(origin) ?? openDocument(origin)
  holders.set(origin, holder)
  const response = answer.clone()
  const expectAsDescribed = await holder
  expectAsDescribed({ method, path: path.slice(API.length), response, text: await response.text() })
}

async function openDocument(origin: string): Promise<ReturnType<typeof holdAgainst>> {
  const document = (await (await fetch(`${origin}${API}/openapi.json`)).json()) as ApiDocument
  return holdAgainst(document)
}
