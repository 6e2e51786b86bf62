import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { revealIdToken } from '#app/actions/connection-actions'
import { ACTIONS } from '#app/connections/[id]/actions'
import { connectionMetadata } from '#app/connections/[id]/metadata'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { CheckList } from '#components/identity/check-list'
import { ClaimList } from '#components/identity/claim-list'
import { NoIdentity } from '#components/identity/no-identity'
import { RawToken } from '#components/identity/raw-token'
import { VerifiedBanner } from '#components/identity/verified-banner'
import { tenseOf } from '#components/verdict/verdict-tone'
import { loadIdentity } from '#lib/loaders/connection/load-identity'

export async function generateMetadata({ params }: PageProps<'/connections/[id]/identity'>) {
  return connectionMetadata((await params).id, 'identity')
}

export default async function IdentityPage({ params }: PageProps<'/connections/[id]/identity'>) {
  const { id } = await params
  const { connection, token } = await loadIdentity(id)
  const tense = tenseOf(connection.verdict)
  // What was checked when it arrived is no news of now while nothing is asked of Qonto.
  const isUsed = tense === 'present' && connection.verdict.state !== 'frozen'
  return (
    <ConnectionFrame connection={connection} current="identity" actions={ACTIONS}>
      {token === null || typeof token === 'string' ? (
        <NoIdentity reason={token} ended={tense === 'ended' || tense === 'unproven'} />
      ) : (
        <>
          <VerifiedBanner
            name={connection.memberName}
            verified={token.verified}
            changes={token.changes}
            tense={tense}
            isUsed={isUsed}
          />
          <CheckList checks={token.checks} isUsed={isUsed} />
          <ClaimList claims={token.claims} header={token.header} changes={token.changes} />
          <RawToken connection={connection.id} reveal={revealIdToken} connect={connectWithQonto} />
        </>
      )}
    </ConnectionFrame>
  )
}
