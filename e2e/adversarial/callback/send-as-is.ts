import { request } from 'node:http'

interface Plain {
  status: number
  location: string
  setCookies: string[]
  allow: string | null
}

/** One request whose path is not tidied up on the way, as every URL parser and browser would. */
export function sendAsIs(
  origin: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Plain> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location ?? '',
          setCookies: answer.headers['set-cookie'] ?? [],
          allow: answer.headers.allow ?? null,
        }),
      )
    })
    outgoing.on('error', reject).end(body)
  })
}
