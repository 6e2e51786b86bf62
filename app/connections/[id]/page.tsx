import { connectWithQonto } from '#app/actions/connect-with-qonto'
import {
  checkConnection,
  disconnectConnection,
  pauseConnection,
  resumeConnection,
  subscribeConnection,
} from '#app/actions/connection-actions'
import { writeOwnWords } from '#app/actions/list-actions'
import { connectionTitle } from '#app/connections/[id]/title'
import { GrantClock } from '#components/clock/grant-clock'
import { ConnectionFacts } from '#components/connection/connection-facts'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { ManageConnection } from '#components/connection/manage-connection'
import { OwnWords } from '#components/connection/own-words'
import { UseConnection } from '#components/connection/use-connection'
import { WhoIsTold } from '#components/connection/who-is-told'
import { DisconnectReceipt } from '#components/disconnect/disconnect-receipt'
import { VerdictAction } from '#components/verdict/verdict-action'
import { VerdictHero } from '#components/verdict/verdict-hero'
import { tenseOf } from '#components/verdict/verdict-tone'
import { loadConnection } from '#lib/loaders/connection/load-connection'

const ACTIONS = {
  connect: connectWithQonto,
  check: checkConnection,
  pause: pauseConnection,
  resume: resumeConnection,
  subscribe: subscribeConnection,
  disconnect: disconnectConnection,
}

export async function generateMetadata({ params }: PageProps<'/connections/[id]'>) {
  return { title: await connectionTitle((await params).id, 'overview') }
}

export default async function ConnectionPage({ params }: PageProps<'/connections/[id]'>) {
  const { id } = await params
  const connection = await loadConnection(id)
  const { verdict } = connection
  return (
    <ConnectionFrame connection={connection} current="overview">
      <VerdictHero
        verdict={verdict}
        action={<VerdictAction verdict={verdict} connection={connection.id} actions={ACTIONS} />}
      />
      <DisconnectReceipt
        id={id}
        disconnect={connection.disconnect}
        environment={connection.environment}
        confirmed={verdict.reason === 'disconnected'}
        givenUp={verdict.reason === 'disconnect_given_up'}
      />
      <GrantClock connection={connection} />
      <div className="grid items-start gap-x-14 gap-y-10 lg:grid-cols-[3fr_2fr]">
        <ConnectionFacts connection={connection} />
        {verdict.state !== 'gone' && <ManageConnection connection={connection} actions={ACTIONS} />}
      </div>
      <OwnWords connection={connection} action={writeOwnWords} />
      {verdict.state !== 'gone' && <WhoIsTold {...connection} />}
      {tenseOf(verdict) === 'present' && <UseConnection connection={connection} />}
    </ConnectionFrame>
  )
}
