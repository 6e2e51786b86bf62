const SECRETS = /ory_(?:ac|at|rt)_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*/g

/** One JSON line on stderr. Only errors are worth one: every request is in the request log of the control API. */
export function logError(event: string, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const line = {
    level: 'error',
    source: 'simulator',
    event,
    error: name,
    message: message.replaceAll(SECRETS, '[secret]').slice(0, 300),
  }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}
