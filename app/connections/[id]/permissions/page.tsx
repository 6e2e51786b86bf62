import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { ConnectionFrame } from '#components/connection/connection-frame'
import { PermissionList } from '#components/permissions/permission-list'
import { PermissionSummary } from '#components/permissions/permission-summary'
import { RawPermissions } from '#components/permissions/raw-permissions'
import { getTranslations } from '#i18n/server'
import { loadPermissions } from '#lib/loaders/load-permissions'

export async function generateMetadata() {
  const t = await getTranslations('permissions')
  return { title: t('title') }
}

export default async function PermissionsPage({ params }: PageProps<'/connections/[id]/permissions'>) {
  const { id } = await params
  const { connection, scopes, grantedString } = await loadPermissions(id)
  const shared = { scopes, connection: connection.id, connect: connectWithQonto }
  return (
    <ConnectionFrame connection={connection} current="permissions">
      <PermissionSummary {...shared} />
      <PermissionList {...shared} />
      <RawPermissions granted={grantedString} />
    </ConnectionFrame>
  )
}
