import { type Answer, redirect } from '#simulator/answer'
import { askConsent, decide } from '#simulator/authorization/consent-step'
import { answerEndedTrip, forbidTrip } from '#simulator/authorization/finish-trip'
import { holdsTripCookie, tripCookie } from '#simulator/authorization/trip-cookies'
import { newBankSession, tripOf } from '#simulator/authorization/trips'
import type { Visit } from '#simulator/authorization/visit'
import { nowInSeconds } from '#simulator/clock'
import { shadowOf } from '#simulator/oauth/ask-provider'
import { chooseOrganizationPage } from '#simulator/pages/choose-organization'
import { notMemberPage } from '#simulator/pages/problems'
import { signInPage } from '#simulator/pages/sign-in'
import { findPerson, fullName, type Member, membersOf } from '#simulator/people/find-people'
import { PEOPLE } from '#simulator/people/people'
import { type Call, cookieOf } from '#simulator/request'
import type { World } from '#simulator/types'

const COOKIE = 'simulated_bank'

/** Sign-in, organisation, consent: each step is a page and a form, and works without JavaScript. */
export async function interact(world: World, call: Call): Promise<Answer> {
  const [, , uid = '', step = ''] = call.path.split('/')
  const visit = await findVisit(world, call, uid)
  if (!visit) return answerEndedTrip(world, uid, { isStep: call.method === 'POST' })
  switch (`${call.method} ${step}`) {
    case 'GET ':
      return askPerson(visit)
    case 'POST person':
      return signIn(visit)
    case 'POST switch':
      return signOut(visit)
    case 'GET organization':
      return askOrganization(visit)
    case 'POST organization':
      return chooseOrganization(visit)
    case 'GET consent':
      return visit.trip.membershipId === null ? goTo(visit, '') : askConsent(visit)
    case 'POST consent':
      return decide(visit)
    default:
      return goTo(visit, '')
  }
}

async function findVisit(world: World, call: Call, uid: string): Promise<Visit | null> {
  try {
    const { request, response } = shadowOf(call)
    const { params, iat } = await world.provider.interactionDetails(request, response)
    const state = typeof params.state === 'string' ? params.state : null
    const trip = tripOf(world.trips, uid, { redirectUri: String(params.redirect_uri), state })
    const scopes = String(params.scope ?? '')
      .split(' ')
      .filter(Boolean)
    const organizationId = typeof params.organization_id === 'string' ? params.organization_id : null
    if (trip.session === null && !String(params.prompt).includes('login'))
      trip.session = world.trips.sessions.get(cookieOf(call.raw, COOKIE) ?? '') ?? null
    return { world, call, uid, trip, scopes, organizationId, requestedAt: iat }
  } catch {
    return null
  }
}

function goTo({ uid }: Visit, step: string): Answer {
  return redirect(`/interaction/${uid}${step && `/${step}`}`)
}

async function askPerson(visit: Visit): Promise<Answer> {
  return visit.trip.session ? leaveSignIn(visit) : signInPage(visit.uid)
}

/** Hydra looks at the cookie of the sign-in when it is over, and gives one for the consent. */
async function leaveSignIn(visit: Visit, cookies: string[] = []): Promise<Answer> {
  if (!holdsTripCookie(visit.call, 'login', visit.uid)) return forbidTrip(visit)
  const answer = goTo(visit, 'organization')
  return { ...answer, headers: { ...answer.headers, 'set-cookie': [...cookies, tripCookie('consent', visit.uid)] } }
}

async function signIn(visit: Visit): Promise<Answer> {
  const person = findPerson(visit.call.form.get('person') ?? '')
  if (!person) return goTo(visit, '')
  const session = newBankSession(visit.world.trips, person.id, nowInSeconds())
  Object.assign(visit.trip, { session, membershipId: null })
  return leaveSignIn(visit, [`${COOKIE}=${session.id}; Path=/interaction; HttpOnly; SameSite=Lax`])
}

function signOut(visit: Visit): Answer {
  if (visit.trip.session) visit.world.trips.sessions.delete(visit.trip.session.id)
  Object.assign(visit.trip, { session: null, membershipId: null })
  return goTo(visit, '')
}

function askOrganization(visit: Visit): Answer {
  const person = PEOPLE.find(({ id }) => id === visit.trip.session?.personId)
  if (!person) return goTo(visit, '')
  const [first, ...others] = candidates(visit, person.id)
  if (!first) return notMemberPage(visit.uid, fullName(person))
  if (others.length > 0) return chooseOrganizationPage(visit.uid, person, [first, ...others])
  visit.trip.membershipId = first.membership.id
  return goTo(visit, 'consent')
}

function chooseOrganization(visit: Visit): Answer {
  const chosen = candidates(visit, visit.trip.session?.personId ?? '').find(
    ({ membership }) => membership.id === visit.call.form.get('membership'),
  )
  visit.trip.membershipId = chosen?.membership.id ?? null
  return goTo(visit, chosen ? 'consent' : 'organization')
}

/** `organization_id` locks the trip to one organisation. */
function candidates({ organizationId }: Visit, personId: string): Member[] {
  return membersOf(personId).filter(({ organization }) => organization.id === (organizationId ?? organization.id))
}
