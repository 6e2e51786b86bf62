interface TabsProps {
  label: string
  tabs: Array<{ label: string; href: string; current: boolean }>
}

/** Links between pages that belong together. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav aria-label={label} className="-mx-5 mt-5 overflow-x-auto border-b border-hairline px-5 sm:mx-0 sm:px-0">
      <ul className="flex gap-5 sm:gap-8">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a
              href={tab.href}
              aria-current={tab.current ? 'page' : undefined}
              className="-mb-px inline-flex min-h-11 items-center border-b-2 border-transparent text-[0.9375rem] whitespace-nowrap text-soft -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
