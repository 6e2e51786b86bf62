import type { HttpClient } from '../support/http-client.ts'

/** Makes a webhook that nobody listens behind, and sends it a test, as a browser without JavaScript does. */
export async function makeWebhook(client: HttpClient): Promise<void> {
  const form = await client.form('/notifications', /Make the webhook/)
  form.set('url', 'http://127.0.0.1:1/hook')
  form.set('description', 'Wallboard')
  // What the boxes of the page stand at.
  form.set('event', 'connection.needs_attention')
  form.set('reach', 'all')
  await client.submit('/notifications', form)
  await client.submit('/notifications', await client.form('/notifications', /Send a test/))
}
