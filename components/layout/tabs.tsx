interface TabsProps {
  label: string
  tabs: Array<{ label: string; href: string; current: boolean }>
}

/** Links between pages that belong together. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    // The line is a shadow: a border that the tabs overlap by a pixel is a pixel to scroll, and a scrollbar in every browser that shows them.
    <nav
      aria-label={label}
      className="-mx-5 mt-5 overflow-x-auto px-5 shadow-[inset_0_-1px_0_var(--hairline)] sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-5 sm:gap-8">
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
