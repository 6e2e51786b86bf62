import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page on another port of this computer: another origin, but to cookies the same site. */
export async function attackerSite(html: () => string, setCookies: string[] = []) {
  const server = createServer((_request, response) => {
    response.setHeader('Set-Cookie', setCookies)
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>prizes</title>${html()}`)
  })
  server.listen(0)
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
