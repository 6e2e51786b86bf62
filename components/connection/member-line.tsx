import { getTranslations } from 'next-intl/server'
import { roleKey } from '../../i18n/open-keys'

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
    <span className="min-w-0 [overflow-wrap:anywhere]">
      {name ?? words('unknown')}
      {roleName && <span className="text-soft">, {roleName}</span>}
    </span>
  )
}
