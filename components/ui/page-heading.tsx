import type { ReactNode } from 'react'

interface PageHeadingProps {
  title: string
  lead?: ReactNode
  aside?: ReactNode
}

export function PageHeading({ title, lead, aside }: PageHeadingProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5 pb-8">
      <div className="grow basis-80">
        <h1 className="text-3xl leading-tight font-semibold tracking-[-0.02em] max-[22.5rem]:text-[1.625rem] sm:text-4xl">
          {title}
        </h1>
        {lead && <p className="mt-2 max-w-prose text-soft">{lead}</p>}
      </div>
      {aside}
    </header>
  )
}
