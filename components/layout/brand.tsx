interface BrandProps {
  name: string
  label: string
}

/** The product's own mark: a mooring ring on its post. */
export function Brand({ name, label }: BrandProps) {
  return (
    <a href="/" aria-label={label} className="-ml-1 inline-flex min-h-11 items-center gap-2.5 rounded-sm px-1">
      <svg
        viewBox="0 0 24 24"
        className="size-6 text-accent"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        aria-hidden="true"
      >
        <path d="M12 2v6M4 2h16" strokeLinecap="round" />
        <circle cx="12" cy="15" r="7" />
      </svg>
      <span className="text-[1.0625rem] font-semibold tracking-[-0.01em]">{name}</span>
    </a>
  )
}
