import { isKept, number, type Result } from '#bench/measure/result'
import { escapeHtml } from '#lib/text/escape-html'

const [WIDTH, ROW, LABEL, SCALE] = [1120, 30, 430, 190]
/** Twice the goal fills its part of the row; the value stands behind it. */
const MOST = 2

/**
 * A bar for each result that has a goal: how much of what is allowed it takes, with a line where the goal is. Colours follow the theme of the
 * reader.
 */
export function plot(results: Result[]): string {
  const rows = results.filter(({ goal }) => goal !== null)
  const height = rows.length * ROW + 50
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What was measured beside its goal" font-family="system-ui, sans-serif" font-size="13">
<style>text{fill:#26231f}.kept{fill:#0d5c4f}.missed{fill:#94401f}.goal{stroke:#26231f;stroke-dasharray:3 3}@media(prefers-color-scheme:dark){text{fill:#f1ede6}.kept{fill:#6fc7b5}.missed{fill:#e59a78}.goal{stroke:#f1ede6}}</style>
<text x="${LABEL + SCALE}" y="18" text-anchor="middle">goal</text>
${rows.map(row).join('\n')}
<line class="goal" x1="${LABEL + SCALE}" x2="${LABEL + SCALE}" y1="26" y2="${height - 12}"/>
</svg>
`
}

function row(result: Result, at: number): string {
  const { name, value, unit, goal } = result
  const taken = goal === null || value === 0 ? 0 : goal.is === 'most' ? value / goal.at : goal.at / value
  const [y, length] = [at * ROW + 32, Math.min(taken, MOST) * SCALE]
  const look = isKept(result) ? 'kept' : 'missed'
  const label = `<text x="${LABEL - 12}" y="${y + 14}" text-anchor="end">${escapeHtml(name)}</text>`
  const bar = `<rect class="${look}" x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2"/>`
  const text = `${number(value)} ${unit}`
  return `${label}${bar}<text x="${LABEL + MOST * SCALE + 12}" y="${y + 14}">${escapeHtml(text)}</text>`
}
