import { readFileSync, statSync } from 'node:fs'

const LAUNCHER =
  /^(?:(?:PostgreSQL|The simulator) is gone: starting it again\.|(?:Dashboard|Simulator|Database) {2,}\S+.*)$/

/** One line of the dashboard's log. */
export interface LogLine {
  msg: string
  code?: string
  reference?: string
  [field: string]: unknown
}

/** What the dashboard has said since the case began. */
export class Logs {
  private readonly file: string
  private readonly begin: number

  constructor(file: string) {
    this.file = file
    this.begin = statSync(file).size
  }

  text(): string {
    return readFileSync(this.file).subarray(this.begin).toString('utf8')
  }

  /** The log lines; what is not JSON is somebody else's output. */
  lines(): LogLine[] {
    return this.text()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  }

  /** What was said without being a log line: stacks that escaped, other people's warnings. The launcher's own words to its terminal are none. */
  strays(): string[] {
    return this.text()
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('{') && !LAUNCHER.test(line))
  }
}
