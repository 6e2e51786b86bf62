/** What a spreadsheet would take for a formula, also after the quotes are gone (OWASP, "CSV Injection"). */
const FORMULA = /^[\s]*[=+\-@\t\r\n＝＋－＠]/

/** Stands before the first line: without it Excel reads UTF-8 as the code page of the machine. */
export const BYTE_ORDER_MARK = '\ufeff'

/** A line of a CSV file (RFC 4180). Text that others wrote stays text in every spreadsheet. */
export function csvLine(cells: ReadonlyArray<string | number | null>): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
