import type { Answer } from '#simulator/answer'
import { SCOPES, type ScopeGroup } from '#simulator/oauth/scopes'
import { signedInAs } from '#simulator/pages/choose-organization'
import { page } from '#simulator/pages/layout'
import { type Markup, markup } from '#simulator/pages/markup'
import type { Member } from '#simulator/people/find-people'

interface ConsentView {
  uid: string
  member: Member
  /** Host and port of the app. */
  app: string
  scopes: string[]
}

const GROUPS: Array<{ group: ScopeGroup; title: string }> = [
  { group: 'sign-in', title: 'Sign-in' },
  { group: 'read', title: 'Read' },
  { group: 'write', title: 'Write' },
  { group: 'money', title: 'Moves money' },
]

export function consentPage({ uid, member, app, scopes }: ConsentView): Answer {
  const main = markup`<section class="card">
<h1>Allow access to ${member.organization.name}?</h1>
<p>The app at <b>${app}</b> asks to act for you in <b>${member.organization.legalName}</b>. Untick what you do not want to allow.</p>
<form method="post" action="/interaction/${uid}/consent">
${GROUPS.map(({ group, title }) => scopeGroup(group, title, scopes))}
<div class="actions"><button class="primary" name="decision" value="allow">Allow access</button><button name="decision" value="refuse">Refuse</button></div>
</form>
<p class="small soft note">You can end this at any time, here or in the app.</p>
${signedInAs(uid, member.person)}
</section>`
  return page({ title: 'Allow access', main })
}

function scopeGroup(group: ScopeGroup, title: string, scopes: string[]): Markup | null {
  const names = scopes.filter((name) => SCOPES[name]?.group === group)
  if (names.length === 0) return null
  return markup`<fieldset class="${group}"><legend>${title}</legend>${names.map(scopeTick)}</fieldset>`
}

function scopeTick(name: string): Markup {
  const fixed = name === 'openid'
  const text = markup`<span>${SCOPES[name]?.text ?? name}${fixed ? ' (always needed)' : null}<code>${name}</code></span>`
  // A disabled box is not sent, and the server grants openid anyway.
  const box = fixed
    ? markup`<input type="checkbox" checked disabled>`
    : markup`<input type="checkbox" name="scope" value="${name}" checked>`
  return markup`<label class="tick">${box}${text}</label>`
}
