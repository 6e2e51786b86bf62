import { redirect } from 'next/navigation'
import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { AskedScopes } from '#components/start/asked-scopes'
import { NextSteps } from '#components/start/next-steps'
import { Welcome } from '#components/start/welcome'
import { loadStart } from '#lib/loaders/load-start'

export default async function StartPage({ searchParams }: PageProps<'/'>) {
  const { invitation } = await searchParams
  const { environment, scopes, viewer } = await loadStart()
  if (viewer === 'signed-in') redirect('/connections')
  return (
    <>
      <div className="grid gap-x-14 gap-y-12 pt-3 sm:pt-8 lg:grid-cols-[1fr_25rem]">
        <Welcome
          environment={environment}
          databaseDown={viewer === 'unavailable'}
          invitation={typeof invitation === 'string' ? invitation.slice(0, 100) : null}
          connect={connectWithQonto}
        />
        <AskedScopes scopes={scopes} />
      </div>
      <NextSteps />
    </>
  )
}
