import { type ClockScale, clockScale } from '#components/connection/clock-scale'
import type { GrantEvent } from '#lib/loaders/views'

interface ClockPictureProps {
  events: GrantEvent[]
  start: Date
  end: Date
  /** Null when the permission is over and nothing lies ahead. */
  now: Date | null
  nowLabel: string
  title: string
  description: string
}

/** A ruler of the permission's life. Everything is placed by attributes: the content policy allows no inline styles. */
export function ClockPicture({ events, start, end, now, nowLabel, title, description }: ClockPictureProps) {
  const scale = clockScale(start, end)
  return (
    <svg
      role="img"
      aria-labelledby="clock-title clock-text"
      className="block h-24 w-full overflow-visible"
      preserveAspectRatio="none"
    >
      <title id="clock-title">{title}</title>
      <desc id="clock-text">{description}</desc>
      <Ruler scale={scale} />
      <rect x="0" y="46" width="100%" height="10" className="fill-sunken stroke-hairline" />
      <rect
        x="0"
        y="46"
        width={scale.at(now ?? end)}
        height="10"
        className={now ? 'forced-fill fill-accent' : 'forced-fill fill-edge'}
      />
      {events.map((event) => (
        <EventMark key={`${event.kind}-${event.at.toISOString()}`} event={event} x={scale.at(event.at)} />
      ))}
      {now && <Needle x={scale.at(now)} label={nowLabel} />}
      <line x1="100%" x2="100%" y1="38" y2="64" className="forced-line stroke-ink" strokeWidth="2" />
    </svg>
  )
}

function Ruler({ scale }: { scale: ClockScale }) {
  return scale.ticks.map(({ x, major }) => (
    <line
      key={x}
      x1={x}
      x2={x}
      y1="62"
      y2={major ? '76' : '69'}
      className={major ? 'forced-line stroke-soft' : 'forced-line stroke-edge/60'}
    />
  ))
}

function Needle({ x, label }: { x: string; label: string }) {
  return (
    <>
      <line x1={x} x2={x} y1="18" y2="68" className="forced-line stroke-ink" strokeWidth="2" />
      <text x={x} y="12" textAnchor="middle" className="fill-ink text-[0.8125rem] font-medium">
        {label}
      </text>
    </>
  )
}

function EventMark({ event, x }: { event: GrantEvent; x: string }) {
  switch (event.kind) {
    case 'granted':
      return <circle cx={x} cy="51" r="7" className="forced-line fill-paper stroke-accent" strokeWidth="3" />
    case 'rotated':
      return <line x1={x} x2={x} y1="32" y2="45" className="forced-line stroke-accent" strokeWidth="1.5" />
    case 'rotation_failed':
      return (
        <svg x={x} y="24" width="10" height="10" className="overflow-visible" aria-hidden="true">
          <path d="M-4 0 4 8M4 0-4 8" className="forced-line stroke-danger" strokeWidth="2" />
        </svg>
      )
    case 'rotation_unknown':
      return (
        <circle
          cx={x}
          cy="28"
          r="3.5"
          className="tone-attention forced-line fill-paper stroke-tone-ink"
          strokeWidth="1.75"
        />
      )
  }
}
