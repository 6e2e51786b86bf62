import { roleKey } from '#i18n/open-keys'
import { getTranslations } from '#i18n/server'

interface MemberLineProps {
  name: string | null
  role: string | null
}

/** Who gave the permission, and the role they have. */
export async function MemberLine({ name, role }: MemberLineProps) {
  const [t, words] = await Promise.all([getTranslations('connection.roles'), getTranslations('words')])
  const key = role === null ? null : roleKey(role)
  const roleName = key ? t(key) : role
  return (
    <span className="breakable">
      <span>{name ?? words('unknown')}</span>
      {roleName && <span className="text-soft">{`, ${roleName}`}</span>}
    </span>
  )
}
