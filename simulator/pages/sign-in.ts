import type { Answer } from '#simulator/answer'
import { page } from '#simulator/pages/layout'
import { type Markup, markup } from '#simulator/pages/markup'
import { fullName, membersOf } from '#simulator/people/find-people'
import { PEOPLE } from '#simulator/people/people'
import type { Person } from '#simulator/people/types'

export function signInPage(uid: string): Answer {
  const main = markup`<section class="card">
<h1>Choose who signs in</h1>
<p class="soft">This is a simulator: no password is needed, and nobody here exists.</p>
<form method="post" action="/interaction/${uid}/person">
<ul class="choices">${PEOPLE.map(personChoice)}</ul>
</form>
<form class="who" method="post" action="/interaction/${uid}/consent"><span class="small soft">Came here by mistake?</span><button class="link small" name="decision" value="refuse">Go back to the app</button></form>
</section>`
  return page({ title: 'Sign in', main })
}

/** Somebody with many organisations must not push the others off the screen. */
const MOST_PLACES = 3

function personChoice(person: Person): Markup {
  const all = membersOf(person.id).map(({ membership, organization }) => `${organization.name} (${membership.role})`)
  const places =
    all.length > MOST_PLACES ? [...all.slice(0, MOST_PLACES - 1), `${all.length - MOST_PLACES + 1} more`] : all
  return markup`<li><button class="choice" name="person" value="${person.id}">
<span class="face" aria-hidden="true">${person.firstName.slice(0, 1)}${person.lastName.replace(/^de /, '').slice(0, 1)}</span>
<span><b>${fullName(person)}</b><span>${person.email}</span><span>${places.join(', ')}</span></span>
<span class="arrow" aria-hidden="true">→</span>
</button></li>`
}
