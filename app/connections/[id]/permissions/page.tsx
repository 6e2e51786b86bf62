import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { acceptMissing, takeBackAccepted } from '#app/actions/connection-actions'
import { ACTIONS } from '#app/connections/[id]/actions'
import { connectionMetadata } from '#app/connections/[id]/metadata'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { PermissionSummary } from '#components/permissions/permission-summary'
import { PermissionTable } from '#components/permissions/permission-table'
import { RawPermissions } from '#components/permissions/raw-permissions'
import { tenseOf } from '#components/verdict/verdict-tone'
import { loadPermissions } from '#lib/loaders/connection/load-permissions'

export async function generateMetadata({ params }: PageProps<'/connections/[id]/permissions'>) {
  return connectionMetadata((await params).id, 'permissions')
}

export default async function PermissionsPage({ params }: PageProps<'/connections/[id]/permissions'>) {
  const { id } = await params
  const { connection, scopes, uses, grantedString } = await loadPermissions(id)
  const shared = {
    ...{ scopes, connection: connection.id, connect: connectWithQonto },
    tense: tenseOf(connection.verdict),
  }
  return (
    <ConnectionFrame connection={connection} current="permissions" actions={ACTIONS}>
      <PermissionSummary {...shared} accept={acceptMissing} takeBack={takeBackAccepted} />
      <PermissionTable {...shared} uses={uses} />
      <RawPermissions granted={grantedString} />
    </ConnectionFrame>
  )
}
