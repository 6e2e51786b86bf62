import type { HttpClient } from '../support/http-client.ts'

/** Makes a status link of all connections on its page, as a browser without JavaScript does; its path. */
export async function makeStatusLink(client: HttpClient): Promise<string> {
  const form = await client.form('/notifications', /Make the link/)
  form.set('name', 'Wallboard')
  // What the lists of the page stand at.
  form.set('connection', '')
  form.set('lifetime', '30')
  return pathIn(await (await client.submit('/notifications', form)).text(), /\/status\/mrs_\w{49}/)
}

/** The same of a calendar. */
export async function makeCalendar(client: HttpClient): Promise<string> {
  const form = await client.form('/notifications', /Make the calendar/)
  form.set('name', 'Phone')
  return pathIn(await (await client.submit('/notifications', form)).text(), /\/calendar\/mrc_\w{49}\.ics/)
}

function pathIn(text: string, form: RegExp): string {
  const [path] = form.exec(text) ?? []
  if (!path) throw new Error('The page shows no address.')
  return path
}
