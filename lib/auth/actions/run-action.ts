import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { isUnreachable } from '#lib/db'

/**
 * Runs a whole server action. A form that was sent without JavaScript is led to the page that says that the database is away,
 * because Next answers a throwing action with a bare 500. With JavaScript the error boundary of the page says it in place.
 */
export async function runAction<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act()
  } catch (error) {
    const isPlainForm = (await headers()).get('next-action') === null
    if (isPlainForm && isUnreachable(error)) redirect('/connections')
    throw error
  }
}
