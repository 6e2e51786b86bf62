'use client'

import { usePathname } from 'next/navigation'

/** A link of the main navigation that says when one is already there, or on a page below it. */
export function NavLink({ href, children }: { href: string; children: string }) {
  const path = usePathname()
  const current = path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined
  return (
    <a href={href} aria-current={current} className="nav-link">
      {children}
    </a>
  )
}
