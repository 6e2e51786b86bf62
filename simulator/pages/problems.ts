import type { Answer } from '#simulator/answer'
import { page } from '#simulator/pages/layout'
import { type Markup, markup } from '#simulator/pages/markup'

/** Qonto answers an unknown app or address here, with 404, and sends nobody back. */
export function refusedRequestPage(error: string, description: string): Answer {
  const isUnknown = error === 'invalid_client' || error === 'invalid_redirect_uri'
  const main = markup`<section class="card">
<h1>This app cannot be connected</h1>
<p>${REASONS[error] ?? 'The request that brought you here is not one that this bank accepts.'}</p>
<p class="soft">You were not sent back, because the address to go back to cannot be trusted. Close this page and start again in the app; if it happens again, its administrator can help.</p>
<p class="small soft"><code>${error}</code> ${description}</p>
</section>`
  return page({ title: 'This app cannot be connected', main, status: isUnknown ? 404 : 400 })
}

const REASONS: Readonly<Record<string, string>> = {
  invalid_client: 'No app with this client id is known here.',
  invalid_redirect_uri: 'The address that the app wants to be called back at is not registered for it.',
}

export function expiredTripPage(origin: string | null): Answer {
  const main = markup`<section class="card">
<h1>This sign-in is over</h1>
<p>It took longer than 30 minutes, was finished already, or was begun in another browser. Nothing was changed.</p>
${backLink(origin)}
</section>`
  return page({ title: 'This sign-in is over', main, status: 400 })
}

export function notMemberPage(uid: string, name: string): Answer {
  const main = markup`<section class="card">
<h1>Not your organisation</h1>
<p>The app asks for one particular organisation, and ${name} does not belong to it.</p>
<div class="actions">
<form method="post" action="/interaction/${uid}/switch"><button class="primary">Sign in as somebody else</button></form>
<form method="post" action="/interaction/${uid}/consent"><button name="decision" value="refuse">Go back</button></form>
</div>
</section>`
  return page({ title: 'Not your organisation', main, status: 403 })
}

export function plainProblemPage(status: number, title: string, text: string): Answer {
  return page({ title, status, main: markup`<section class="card"><h1>${title}</h1><p>${text}</p></section>` })
}

function backLink(origin: string | null): Markup {
  if (origin === null) return markup`<p class="soft">Go back to the app and start again.</p>`
  return markup`<p><a href="${origin}">Back to the app</a></p>`
}
