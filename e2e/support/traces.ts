/** Every form in which a value could lie in a text: in clear, as hex, as base64 or base64url at any offset, reversed. */
export function tracesOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // The characters at both ends depend on what stands before and after.
    return shifted.slice(4, -4)
  })
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = bytes.toString('hex')
  const reversed = [...secret].reverse().join('')
  return [...new Set([secret, encodeURIComponent(secret), hex, hex.toUpperCase(), reversed, ...base64, ...base64url])]
}

/** The names of the secrets of which a text holds a trace. Never the secrets themselves: reports are kept. */
export function findTraces(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets]
    .filter(([, secret]) => tracesOf(secret).some((trace) => text.includes(trace)))
    .map(([name]) => name)
}
