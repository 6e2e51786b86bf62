import { roleKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'

interface MemberLineProps {
  name: string | null
  role: string | null
}

/** Who gave the permission, and the role they have. */
export function MemberLine({ name, role }: MemberLineProps) {
  const t = translations('connection.roles')
  const words = translations('words')
  const key = role === null ? null : roleKey(role)
  const roleName = key ? t(key) : role
  return (
    <span className="breakable">
      <span>{name ?? words('unknown')}</span>
      {roleName && <span className="text-soft">{`, ${roleName}`}</span>}
    </span>
  )
}
