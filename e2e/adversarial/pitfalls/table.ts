import { ACCOUNTS } from './accounts.ts'
import { PROTOCOL } from './protocol.ts'
import { REQUESTS } from './requests.ts'
import { SESSIONS } from './sessions.ts'
import type { Pitfall } from './site.ts'
import { TOKENS } from './tokens.ts'

export const PITFALLS: Pitfall[] = [...PROTOCOL, ...ACCOUNTS, ...SESSIONS, ...REQUESTS, ...TOKENS].sort((one, other) =>
  one.id.localeCompare(other.id),
)

const HEAD = `# What plain next-auth gets wrong, and Mooring does not

Written by the adversarial suite (\`E2E_WRITE_DOCS=docs/next-auth.md npm run test:adversarial -- next-auth-pitfalls\`), which runs every row on two sites
against the same fake Qonto: one of plain next-auth 4.24.15, configured as its documentation shows (\`e2e/adversarial/plain-next-auth\`), and the
dashboard. The case of that id fails when either does anything else than what stands here, and when this table differs from the cases.

| Case | What should hold | Plain next-auth | It … | Mooring |
| ---- | ---- | ---- | ---- | ---- |
`

const FOOT = `
P31 and P32 are right in plain next-auth, and stay right here. P50 cannot be run on the control: it asks for versions, of next-auth itself among
them. In P28 the control answers through its App Router form, because a Pages route leaves the parsing of JSON to Next. Where a pitfall depends
on an option (a \`token.request\` or \`userinfo.request\` of one's own, JWT sessions, a logger), the control sets that option as the documentation
does and nothing else.
`

/** The table as Markdown. */
export function pitfallTable(): string {
  const rows = PITFALLS.map(
    ({ id, title, plain = 'falls', plainly }) => `| ${id} | ${title} | ${plain} | ${plainly} | holds |`,
  )
  return `${HEAD}${rows.join('\n')}\n${FOOT}`
}
