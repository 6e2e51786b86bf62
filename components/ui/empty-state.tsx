import type { ReactNode } from 'react'

interface EmptyStateProps {
  title: string
  children: ReactNode
  action?: ReactNode
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="rounded-lg border border-dashed border-edge/60 px-6 py-12 text-center sm:py-16">
      <svg
        viewBox="0 0 120 40"
        className="mx-auto mb-6 h-10 text-edge"
        fill="none"
        stroke="currentColor"
        aria-hidden="true"
      >
        <path d="M4 30h112" strokeWidth="1.5" />
        <path d="M20 30v-5M40 30v-5M60 30v-9M80 30v-5M100 30v-5" strokeWidth="1.5" />
        <circle cx="60" cy="10" r="6" strokeWidth="1.5" strokeDasharray="2.5 3" />
      </svg>
      <p className="text-xl font-semibold">{title}</p>
      <p className="mx-auto mt-2 max-w-md text-soft">{children}</p>
      {action && <div className="mt-6 flex justify-center">{action}</div>}
    </div>
  )
}
