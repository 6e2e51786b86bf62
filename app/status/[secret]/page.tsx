import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { titled } from '#app/titled'
import { Unavailable } from '#components/layout/unavailable'
import { StatusBoard } from '#components/status/status-board'
import { translations } from '#i18n/server'
import { TOO_OFTEN } from '#lib/auth/limits/limit'
import { loadStatus } from '#lib/loaders/links/load-status'

interface StatusPageProps {
  params: Promise<{ secret: string }>
  searchParams: Promise<{ refresh?: string }>
}

export const generateMetadata = titled(() => translations('status')('title'))

/** For whoever has the link; the server takes every cookie away before (server/guard/guard-requests.ts). */
export default async function StatusPage({ params, searchParams }: StatusPageProps) {
  const { secret } = await params
  const status = await loadStatus(secret, await headers())
  const refreshes = (await searchParams).refresh !== undefined
  if (!status.ok && status.reason === 'gone') notFound()
  if (!status.ok && status.reason !== 'unavailable') redirect(TOO_OFTEN)
  return (
    <>
      {/* Only when asked for: a page that changes under somebody who reads slowly is a barrier (WCAG 2.2.1). */}
      {refreshes && <meta httpEquiv="refresh" content="60" />}
      {status.ok ? <StatusBoard status={status.value} refreshes={refreshes} /> : <Unavailable href="" />}
    </>
  )
}
