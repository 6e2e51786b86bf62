import type { IncomingMessage } from 'node:http'

/** Whether a request wants to read this path, with or without a query. */
export function asksFor({ method, url }: IncomingMessage, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && url?.split('?', 1)[0] === path
}
