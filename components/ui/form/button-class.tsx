export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'plain'

// Whole names, because Tailwind finds classes by reading the source.
const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'btn-primary',
  secondary: 'btn-secondary',
  danger: 'btn-danger',
  plain: 'btn-plain',
}

/** The look of a button, for whatever element acts as one. */
export function buttonClass(variant: ButtonVariant, extra = 'w-full sm:w-auto'): string {
  return `btn ${VARIANTS[variant]} ${extra}`
}
