export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'plain'

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-5 py-2 text-[0.9375rem] leading-snug font-medium text-center no-underline transition-colors select-none aria-disabled:opacity-70 aria-disabled:cursor-progress'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink border border-accent hover:bg-accent-strong hover:border-accent-strong',
  secondary: 'bg-sheet text-ink border border-edge hover:border-ink hover:bg-sunken',
  danger: 'bg-danger text-danger-ink border border-danger hover:bg-danger-strong hover:border-danger-strong',
  plain: 'text-accent border border-transparent hover:bg-sunken hover:text-accent-strong',
}

/** The look of a button, for whatever element acts as one. */
export function buttonClass(variant: ButtonVariant, extra = 'w-full sm:w-auto'): string {
  return `${SHAPE} ${VARIANTS[variant]} ${extra}`
}
