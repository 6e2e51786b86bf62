import type { ReactNode } from 'react'
import { Unavailable } from '#components/layout/unavailable'
import { Alive } from '#components/live/alive'
import { loadMark } from '#lib/loaders/live/mark'
import { loadViewer } from '#lib/loaders/load-viewer'

export default async function ConnectionsLayout({ children }: { children: ReactNode }) {
  const [viewer, mark] = await Promise.all([loadViewer(), loadMark()])
  if (viewer.kind === 'unavailable') return <Unavailable href="/connections" />
  return (
    <>
      {children}
      {mark !== null && <Alive mark={mark} />}
    </>
  )
}
