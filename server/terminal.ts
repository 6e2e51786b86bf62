// A reader that went away (`npm start | head`) is no reason to stop serving.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Says what is going on: with the seconds counting on a terminal, as plain lines elsewhere. */
export async function progress<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const began = performance.now()
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
  const terminal = process.stdout.isTTY
  if (!terminal) say(`${what} ...`)
  const timer = terminal ? setInterval(() => process.stdout.write(`\r${what} ... ${seconds()} s`), 200) : undefined
  try {
    const value = await work()
    say(terminal ? `\r${what} ... done in ${seconds()} s` : `${what} ... done in ${seconds()} s`)
    return value
  } catch (error) {
    if (terminal) say('')
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** Lines of two columns, the second one aligned. */
export function align(rows: Array<[string, string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}
