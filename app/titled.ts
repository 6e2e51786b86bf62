import type { Metadata } from 'next'
import { loadViewer } from '#lib/loaders/load-viewer'

/** The title of a page. It waits for the session, because the account may have another language than the cookie remembers. */
export function titled(title: () => string): () => Promise<Metadata> {
  return async () => {
    await loadViewer()
    return { title: title() }
  }
}
