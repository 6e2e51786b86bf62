import { translations } from '#i18n/server'
import type { GrantEvent } from '#lib/loaders/views'

const KINDS = ['rotated', 'rotation_failed', 'rotation_unknown'] as const

/** The marks that occur on the picture, named. */
export function ClockLegend({ events, keepAlive }: { events: GrantEvent[]; keepAlive: boolean }) {
  const t = translations('clock.legend')
  const shown = KINDS.filter((kind) => events.some((event) => event.kind === kind))
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1 text-sm text-soft">
      {shown.map((kind) => (
        <li key={kind} className="flex items-center gap-2">
          <svg viewBox="0 0 12 12" className="tone-attention size-3 overflow-visible" fill="none" aria-hidden="true">
            {kind === 'rotated' && <path d="M6 0v12" className="forced-line stroke-accent" strokeWidth="1.5" />}
            {kind === 'rotation_failed' && (
              <path d="m2 2 8 8m0-8-8 8" className="forced-line stroke-danger" strokeWidth="2" />
            )}
            {kind === 'rotation_unknown' && (
              <circle cx="6" cy="6" r="4" className="forced-line stroke-tone-ink" strokeWidth="1.75" />
            )}
          </svg>
          {t(kind)}
        </li>
      ))}
      {keepAlive && (
        <li className="flex items-center gap-2">
          <svg viewBox="0 0 12 12" className="size-3" fill="none" aria-hidden="true">
            <path d="M6 0v12" className="forced-line stroke-accent" strokeWidth="1.5" strokeDasharray="3 2" />
          </svg>
          {t('keepAlive')}
        </li>
      )}
    </ul>
  )
}
