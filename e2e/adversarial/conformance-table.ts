import type { PLANS } from './conformance-modules.ts'

/** A module that was played in this run and did what was expected of it. */
export interface Shown {
  name: string
  seen: string
}

/** The run as a document. A module without a result of this run stands there without one, so that a gap shows. */
export function describeRun(plans: typeof PLANS, shown: Shown[]): string {
  const results = new Map(shown.map(({ name, seen }) => [name, seen]))
  const sections = plans.map(({ title, modules }) => {
    const rows = modules.map(({ name, does, expected }) => {
      const outcome =
        expected.outcome === 'not applicable' ? `n/a: ${expected.why}` : (results.get(name) ?? 'NOT SHOWN')
      return `| \`${name}\` | ${does} | ${outcome} |`
    })
    return [`## ${title}`, '', '| Module | The provider | Mooring |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`
}

const INTRODUCTION = `# The OpenID Foundation's client tests

Which client test modules of the [conformance suite](https://gitlab.com/openid/conformance-suite) hold here. The fake Qonto plays each of them by its name (\`POST /simulator/play\`, \`simulator/control/client-modules.ts\`) against the built dashboard. This is our own run of the suite's ideas, not a certification, and not the suite itself.

The suite takes it for a refusal when nothing more arrives. Here a refusal must have the right reason: the code of the error page and the name of the one check that failed, both from the log; no call with the token; nothing stored; the tokens revoked. A success must be followed by a call with the new token.

This page is written by \`npm run test:adversarial\` (with \`E2E_WRITE_DOCS=1\`) and compared with what the run shows otherwise.`
