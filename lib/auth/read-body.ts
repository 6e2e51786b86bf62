import 'server-only'
import { fail, ok, type Result } from '#lib/result'

/** The raw bytes of a request, up to a size that cannot fill the memory. */
export async function readBody(request: Request, maxBytes: number): Promise<Result<Buffer, 'too_large'>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) return fail('too_large')
    chunks.push(chunk)
  }
  return ok(Buffer.concat(chunks))
}
