import type { ReactNode } from 'react'
import { Unavailable } from '#components/layout/unavailable'
import { loadViewer } from '#lib/loaders/load-viewer'

export default async function SessionsLayout({ children }: { children: ReactNode }) {
  const viewer = await loadViewer()
  return viewer.kind === 'unavailable' ? <Unavailable href="/sessions" /> : children
}
