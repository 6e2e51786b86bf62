import { deleteConnection, writeOwnWords } from '#app/actions/list-actions'
import { ACTIONS } from '#app/connections/[id]/actions'
import { connectionMetadata } from '#app/connections/[id]/metadata'
import { GrantClock } from '#components/clock/grant-clock'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { DeleteEnded } from '#components/connection/delete-ended'
import { ForDevelopers } from '#components/connection/for-developers'
import { ManageConnection } from '#components/connection/manage-connection'
import { OwnWords } from '#components/connection/own-words'
import { WhoIsTold } from '#components/connection/who-is-told'
import { DisconnectReceipt } from '#components/disconnect/disconnect-receipt'
import { FiveLights } from '#components/lights/five-lights'
import { loadConnection } from '#lib/loaders/connection/load-connection'

export async function generateMetadata({ params }: PageProps<'/connections/[id]'>) {
  return connectionMetadata((await params).id, 'overview')
}

export default async function ConnectionPage({ params }: PageProps<'/connections/[id]'>) {
  const { id } = await params
  const connection = await loadConnection(id)
  const { verdict } = connection
  const isGone = verdict.state === 'gone'
  return (
    <ConnectionFrame connection={connection} current="overview" actions={ACTIONS}>
      <DisconnectReceipt
        id={id}
        disconnect={connection.disconnect}
        environment={connection.environment}
        confirmed={verdict.reason === 'disconnected'}
        givenUp={verdict.reason === 'disconnect_given_up'}
      />
      <div className="grid items-start gap-x-14 gap-y-10 lg:grid-cols-[5fr_3fr]">
        <div className="flex min-w-0 flex-col gap-10">
          <FiveLights connection={connection} />
          <GrantClock connection={connection} />
        </div>
        {!isGone && (
          <div className="flex flex-col gap-10">
            <ManageConnection connection={connection} actions={ACTIONS} />
            <WhoIsTold {...connection} />
          </div>
        )}
      </div>
      <OwnWords connection={connection} action={writeOwnWords} />
      <ForDevelopers connection={connection} />
      {verdict.reason === 'disconnected' && <DeleteEnded connection={id} action={deleteConnection} />}
    </ConnectionFrame>
  )
}
