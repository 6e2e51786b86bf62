/** Drawn after Lucide (ISC licence, lucide.dev), whose React package would bring a client component with each icon. */
const DRAWINGS = {
  check: 'M20 6 9 17l-5-5',
  cross: 'M18 6 6 18M6 6l12 12',
  minus: 'M5 12h14',
  plus: 'M5 12h14M12 5v14',
  info: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM12 16v-5M12 8h.01',
  alert: 'm21.73 18-8-14a2 2 0 0 0-3.46 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3ZM12 9v4M12 17h.01',
  stop: 'M15.31 2a2 2 0 0 1 1.42.59l4.68 4.68A2 2 0 0 1 22 8.69v6.62a2 2 0 0 1-.59 1.42l-4.68 4.68a2 2 0 0 1-1.42.59H8.69a2 2 0 0 1-1.42-.59l-4.68-4.68A2 2 0 0 1 2 15.31V8.69a2 2 0 0 1 .59-1.42l4.68-4.68A2 2 0 0 1 8.69 2ZM12 8v4M12 16h.01',
  bang: 'M12 5v8M12 18h.01',
  dot: 'M12 12h.01',
  hands: 'M12 5v8l5 3',
  slash: 'M6 18 18 6',
  square: 'M7 7h10v10H7Z',
  pause: 'M8 5v14M16 5v14',
  clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM12 6v6l4 2',
  lock: 'M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM7 11V7a5 5 0 0 1 10 0v4',
  wrench:
    'M14.7 6.3a1 1 0 0 0 0 1.4l1.6 1.6a1 1 0 0 0 1.4 0l3.1-3.1c.32-.32.86-.22.98.22a6 6 0 0 1-8.26 7.05l-7.9 7.91a1 1 0 0 1-3-3l7.9-7.9a6 6 0 0 1 7.06-8.27c.44.12.54.67.22.99Z',
  question: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM9 9.5a3 2.5 0 0 1 6 0c0 2-2 2-3 3.5M12 17h.01',
  external: 'M7 7h10v10M7 17 17 7',
  right: 'M5 12h14M12 5l7 7-7 7',
  left: 'M12 19l-7-7 7-7M19 12H5',
  chevron: 'm6 9 6 6 6-6',
} as const

export type IconName = keyof typeof DRAWINGS

interface IconProps {
  name: IconName
  className?: string
}

/** Always beside a text that says the same; so it is hidden from screen readers. */
export function Icon({ name, className = 'size-4' }: IconProps) {
  return (
    <svg viewBox="0 0 24 24" className={`icon ${className}`} aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  )
}
