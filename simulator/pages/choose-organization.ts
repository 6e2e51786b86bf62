import type { Answer } from '#simulator/answer'
import { page } from '#simulator/pages/layout'
import { type Markup, markup } from '#simulator/pages/markup'
import { fullName, type Member } from '#simulator/people/find-people'
import type { Person } from '#simulator/people/types'

export function chooseOrganizationPage(uid: string, person: Person, members: Member[]): Answer {
  const main = markup`<section class="card">
<h1>Which organisation?</h1>
<p class="soft">The app is connected to one organisation at a time. Connect another one afterwards.</p>
<form method="post" action="/interaction/${uid}/organization">
<ul class="choices">${members.map(organizationChoice)}</ul>
</form>
${signedInAs(uid, person)}
</section>`
  return page({ title: 'Choose an organisation', main })
}

function organizationChoice({ membership, organization }: Member): Markup {
  // A name that is the legal one too need not stand there twice.
  const legal = organization.legalName === organization.name ? null : markup`<span>${organization.legalName}</span>`
  return markup`<li><button class="choice" name="membership" value="${membership.id}">
<span class="face square" aria-hidden="true">${organization.name.slice(0, 1)}</span>
<span><b>${organization.name}</b>${legal}<span>You are ${article(membership.role)} here</span></span>
<span class="arrow" aria-hidden="true">→</span>
</button></li>`
}

function article(role: string): string {
  return `${/^[aeo]/.test(role) ? 'an' : 'a'} ${role}`
}

export function signedInAs(uid: string, person: Person): Markup {
  return markup`<form class="who" method="post" action="/interaction/${uid}/switch"><span class="small soft">Signed in as ${fullName(person)}</span><button class="link small">Not you?</button></form>`
}
