import { z } from 'zod'
import { type Answer, json } from '#simulator/answer'
import { type Browser, followRedirects, type Seen } from '#simulator/control/tiny-browser'
import { findOrganization, findPerson, membersOf } from '#simulator/people/find-people'
import type { Call } from '#simulator/request'

export const authorizeSchema = z.strictObject({
  /** The authorization URL that the app redirected to. */
  url: z.url(),
  /** Id, e-mail, full name or first name. */
  person: z.string(),
  /** Id, slug or name; needed only when the person has several and the URL names none. */
  organization: z.string().optional(),
  refuse: z.boolean().default(false),
  /** What to leave ticked; everything when absent. */
  scopes: z.array(z.string()).optional(),
})
type Wish = z.infer<typeof authorizeSchema>

const MOST_FORMS = 5

/** The whole browser trip for tests without a browser: it walks our own pages over HTTP, so that it is the real path. */
export async function authorizeWithoutBrowser(call: Call, wish: Wish): Promise<Answer> {
  const browser: Browser = { origin: `http://${call.raw.headers.host}`, cookies: new Map() }
  if (new URL(wish.url).origin !== browser.origin)
    return json(400, { error: `The authorization URL is not on ${browser.origin}.` })
  if (!findPerson(wish.person)) return json(400, { error: `Nobody here is called ${wish.person}.` })
  let seen = await followRedirects(browser, wish.url)
  for (let forms = 0; forms < MOST_FORMS && seen.left === null; forms += 1) {
    const form = fillIn(seen, wish)
    if (!form) break
    seen = await followRedirects(browser, form.action, form.fields)
  }
  if (seen.left !== null) return json(200, { location: seen.left })
  return json(409, {
    error: 'The trip ended on a page.',
    location: null,
    status: seen.status,
    title: /<title>([^<]*)/.exec(seen.text)?.[1] ?? '',
  })
}

interface Form {
  action: string
  fields: URLSearchParams
}

function fillIn({ url, status, text }: Seen, wish: Wish): Form | null {
  const [, area, , step = ''] = new URL(url).pathname.split('/')
  if (area !== 'interaction' || status !== 200) return null
  const person = findPerson(wish.person)
  if (step === '') return { action: `${url}/person`, fields: new URLSearchParams({ person: person?.id ?? '' }) }
  if (step === 'consent') return { action: url, fields: decide(text, wish) }
  const organization = findOrganization(wish.organization ?? '')
  const member = membersOf(person?.id ?? '').find((each) => each.organization.id === organization?.id)
  return member ? { action: url, fields: new URLSearchParams({ membership: member.membership.id }) } : null
}

function decide(text: string, { refuse, scopes }: Wish): URLSearchParams {
  const fields = new URLSearchParams({ decision: refuse ? 'refuse' : 'allow' })
  const offered = [...text.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  for (const scope of offered.filter((each) => scopes?.includes(each) ?? true)) fields.append('scope', scope)
  return fields
}
