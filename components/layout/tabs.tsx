interface TabsProps {
  label: string
  tabs: Array<{ label: string; href: string; current: boolean }>
}

/** Links between pages that belong together. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav aria-label={label} className="tabs">
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined} className="tab">
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
