import type { HttpClient } from '#e2e/support/http-client'

/** Makes an API key on its page, as a browser without JavaScript does; its secret. */
export async function makeKey(client: HttpClient, permissions: string[], days?: number): Promise<string> {
  const form = await client.form('/api-keys', /Make the key/)
  form.set('name', 'Of a program')
  // A list to choose from is no field of the form that was read: nothing chosen is for ever.
  if (days !== undefined) form.set('lifetime', String(days))
  form.delete('permission')
  for (const permission of permissions) form.append('permission', permission)
  const [secret] = /mrk_\w{49}/.exec(await (await client.submit('/api-keys', form)).text()) ?? []
  if (!secret) throw new Error('The page shows no secret.')
  return secret
}
