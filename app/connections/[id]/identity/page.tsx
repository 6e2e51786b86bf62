import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { revealIdToken } from '#app/actions/connection-actions'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { CheckList } from '#components/identity/check-list'
import { ClaimList } from '#components/identity/claim-list'
import { NoIdentity } from '#components/identity/no-identity'
import { RawToken } from '#components/identity/raw-token'
import { VerifiedBanner } from '#components/identity/verified-banner'
import { getTranslations } from '#i18n/server'
import { loadIdentity } from '#lib/loaders/load-identity'

export async function generateMetadata() {
  const t = await getTranslations('identity')
  return { title: t('title') }
}

export default async function IdentityPage({ params }: PageProps<'/connections/[id]/identity'>) {
  const { id } = await params
  const { connection, token } = await loadIdentity(id)
  return (
    <ConnectionFrame connection={connection} current="identity">
      {token === null || typeof token === 'string' ? (
        <NoIdentity reason={token} />
      ) : (
        <>
          <VerifiedBanner verified={token.verified} />
          <CheckList checks={token.checks} />
          <ClaimList claims={token.claims} header={token.header} />
          <RawToken connection={connection.id} reveal={revealIdToken} connect={connectWithQonto} />
        </>
      )}
    </ConnectionFrame>
  )
}
