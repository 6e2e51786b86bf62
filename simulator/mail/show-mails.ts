import { type Answer, html } from '#simulator/answer'
import { page } from '#simulator/pages/layout'
import { type Markup, markup } from '#simulator/pages/markup'
import { plainProblemPage } from '#simulator/pages/problems'
import type { Call } from '#simulator/request'
import type { Mail, World } from '#simulator/types'

/** The mails that the app would have sent, the newest first. */
export function listMails({ mails }: World): Answer {
  const list = markup`<ul class="list">${mails.map(mailLine)}</ul>`
  const main = markup`<h1>Mail</h1>
<p class="soft">What the app would have sent by mail. Nothing leaves this computer. <a href="/">Control room</a></p>
<section class="card" aria-labelledby="mails"><h2 id="mails">${mails.length === 0 ? 'No mail yet' : `${mails.length} kept`}</h2>${mails.length === 0 ? null : list}</section>`
  return page({ title: 'Mail', main, wide: true })
}

function mailLine({ id, at, to, subject }: Mail): Markup {
  return markup`<li class="row"><div><h3><a href="/mails/${encodeURIComponent(id)}">${subject}</a></h3><span class="small soft">to ${to}, ${time(at)}</span></div></li>`
}

/** One mail, as a mail program shows it and as text. */
export function showMail(world: World, call: Call): Answer {
  const mail = findMail(world, call)
  if (!mail) return gone()
  const { id, subject, from, to, at, text, headers } = mail
  const facts = Object.entries({ From: from, To: to, ...headers })
  const main = markup`<p><a href="/mails">All mails</a></p>
<h1>${subject}</h1>
<p class="soft">${time(at)}</p>
<section class="card" aria-labelledby="html"><h2 id="html">As HTML</h2>
<iframe class="mail" title="The mail as HTML" src="/mails/${encodeURIComponent(id)}/html" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe></section>
<section class="card" aria-labelledby="text"><h2 id="text">As text</h2><pre class="mail">${text}</pre></section>
<section class="card" aria-labelledby="headers"><h2 id="headers">Headers</h2><ul class="list">${facts.map(([name, value]) => markup`<li class="row"><div><b>${name}</b> <code>${value}</code></div></li>`)}</ul></section>`
  return page({ title: subject, main, wide: true, frames: true })
}

/** What stands in the frame: a document of others, in which nothing runs and whose links open in the whole window. */
export function showMailHtml(world: World, call: Call): Answer {
  const mail = findMail(world, call)
  if (!mail) return gone()
  return html(200, mail.html.replace('<head>', '<head><base target="_top">'), {
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    'referrer-policy': 'no-referrer',
  })
}

function findMail({ mails }: World, { path }: Call): Mail | undefined {
  const [, , id = ''] = path.split('/')
  return mails.find((mail) => encodeURIComponent(mail.id) === id)
}

function gone(): Answer {
  return plainProblemPage(
    404,
    'No such mail',
    'It was sent before the simulator was started, or is one of more than 200.',
  )
}

function time(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`
}
