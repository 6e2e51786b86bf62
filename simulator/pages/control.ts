import type { Answer } from '#simulator/answer'
import { describeState } from '#simulator/control/operate'
import {
  CONTROL_GROUPS,
  type ControlButton,
  type ControlGroup,
  groupOf,
  placeOf,
  press,
} from '#simulator/pages/control-buttons'
import { page } from '#simulator/pages/layout'
import { Markup, markup } from '#simulator/pages/markup'
import type { World } from '#simulator/types'

type State = ReturnType<typeof describeState>

/** What an operator of this bank sees: who is connected, what is going wrong on purpose, and buttons for more of it. */
export function controlPage(world: World): Answer {
  const state = describeState(world)
  const main = markup`<h1>Control room</h1>
<p class="soft">The app believes that this is Qonto. Here you decide what Qonto does next. Tests use the same commands at <code>${world.options.url}/simulator/…</code>${backToApp(world)} <a href="/mails">Mail${world.mails.length === 0 ? '' : ` (${world.mails.length})`}</a></p>
${nowCard(state)}
<div class="grid">${CONTROL_GROUPS.map((group, index) => groupCard(group, index, world))}</div>
${consentsCard(state)}
${redirectsCard(state)}`
  return page({ title: 'Control room', main, wide: true })
}

function backToApp({ trips: { lastOrigin } }: World): Markup | null {
  return lastOrigin === null ? null : markup` <a href="${lastOrigin}">Back to the app</a>`
}

function nowCard({ failures, clock, latencyMs }: State): Markup {
  const moved =
    clock.offsetSeconds === 0
      ? null
      : markup`<li class="row"><div><span class="state on">Clock</span> moved by ${duration(clock.offsetSeconds)}; here it is ${clock.now.slice(0, 16).replace('T', ' ')} UTC</div></li>`
  const slow =
    latencyMs === 0
      ? null
      : markup`<li class="row"><div><span class="state on">Slow</span> ${latencyMs} ms before every answer</div></li>`
  const isNormal = failures.length === 0 && moved === null && slow === null
  return markup`<section class="card" aria-labelledby="now">
<div class="row"><div><h2 id="now" tabindex="-1">${isNormal ? 'Everything is normal' : 'Going wrong on purpose'}</h2>${isNormal ? markup`<span class="soft">No failure is waiting.</span>` : null}</div>
${form([press('Everything normal', '/simulator/reset', {})], { at: () => 'now', look: isNormal ? '' : 'primary' })}</div>
${isNormal ? null : markup`<ul class="list">${failures.map(failureLine)}${moved}${slow}</ul>`}
</section>`
}

function failureLine({ target, kind, left, id: _id, times: _times, ...details }: State['failures'][number]): Markup {
  const more = JSON.stringify(details)
  const often = left === null ? 'until normal' : left === 1 ? 'the next one' : `the next ${left}`
  return markup`<li class="row"><div><span class="state on">${target}</span> <b>${kind}</b> ${more === '{}' ? null : markup`<code>${more}</code>`}</div><span class="small soft">${often}</span></li>`
}

function consentsCard({ consents }: State): Markup {
  const live = consents.filter((consent) => consent.live)
  const ended = consents.length - live.length
  return markup`<section class="card" aria-labelledby="consents">
<h2 id="consents" tabindex="-1">Connected apps</h2>
<span class="soft">${live.length === 0 ? 'Nobody has connected the app yet, or everything has ended.' : 'What a person would see in Qonto under connected apps.'}${ended > 0 ? ` ${ended} ended.` : null}</span>
${live.length === 0 ? null : markup`<ul class="list">${live.map(consentLine)}</ul>`}
</section>`
}

function consentLine({ grantId, person, organization, scopes, createdAt }: State['consents'][number]): Markup {
  return markup`<li class="row"><div><h3>${person} – ${organization}</h3><code class="soft">${scopes.join(' ')}</code> <span class="small soft">since ${createdAt.slice(0, 16).replace('T', ' ')} UTC</span></div>
${form([press('Revoke in Qonto', '/simulator/revoke', { grantId })], { at: () => 'consents' })}</li>`
}

function redirectsCard({ redirectUris }: State): Markup {
  return markup`<section class="card" aria-labelledby="redirects">
<h2 id="redirects">Redirect URIs of the app</h2>
<span class="soft">Registered letter by letter, as in the Developer Portal. A dashboard that is started with the simulator registers its own.</span>
<ul class="list">${redirectUris.map((uri) => markup`<li class="row"><code>${uri}</code></li>`)}</ul>
</section>`
}

function groupCard({ title, text, repeats, buttons }: ControlGroup, index: number, { often }: World): Markup {
  const at = (button: number) => placeOf(index, button)
  const times = repeats ? (often.get(groupOf(at(0))) ?? '1') : undefined
  return markup`<section class="card" aria-labelledby="group-${index}"><h2 id="group-${index}">${title}</h2><p class="small soft">${text}</p>${form(buttons, { at, times, stay: true })}</section>`
}

interface FormLook {
  /** The id that has the focus afterwards. */
  at: (button: number) => string
  look?: string
  /** How often it shall happen, where that can be chosen. */
  times?: string | undefined
  /** Whether that is the button itself. */
  stay?: boolean
}

function form(buttons: ControlButton[], { at, look = '', times, stay = false }: FormLook): Markup {
  const radio = (value: number, label: string) =>
    markup`<label><input type="radio" name="times" value="${value}"${`${value}` === times ? CHECKED : null}> ${label}</label>`
  const often = times
    ? markup`<fieldset class="often small"><legend>How often</legend>${radio(1, 'once')}${radio(3, '3 times')}${radio(0, 'until normal')}</fieldset>`
    : null
  const each = ({ label, path, body }: ControlButton, index: number) =>
    markup`<button${stay ? markup` id="${at(index)}"` : null} class="${look}" name="do" value="${JSON.stringify({ path, body, at: at(index) })}">${label}</button>`
  return markup`<form method="post" action="/simulator/button">${often}<div class="buttons">${buttons.map(each)}</div></form>`
}

const CHECKED = new Markup(' checked')

function duration(seconds: number): string {
  const [size, unit] = seconds >= 86_400 ? [86_400, 'day'] : seconds >= 3600 ? [3600, 'hour'] : [60, 'minute']
  const count = Math.round((seconds / size) * 10) / 10
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
