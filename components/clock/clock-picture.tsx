import { CLOCK_UNITS, clockScale } from '#components/clock/clock-scale'
import type { GrantEvent } from '#lib/loaders/views'

interface ClockPictureProps {
  events: GrantEvent[]
  start: Date
  end: Date
  /** Null when the permission is over and nothing lies ahead. */
  now: Date | null
  /** Null when none lies ahead. */
  keepAliveAt: Date | null
  nowLabel: string
  title: string
  description: string
}

/** A ruler of the permission's life. Everything is placed by attributes: the content policy allows no inline styles. */
export function ClockPicture({
  events,
  start,
  end,
  now,
  keepAliveAt,
  nowLabel,
  title,
  description,
}: ClockPictureProps) {
  const scale = clockScale(start, end)
  const rotations = events.filter(({ kind }) => kind === 'rotated').map(({ at }) => scale.unitsAt(at))
  return (
    <svg
      role="img"
      aria-labelledby="clock-title clock-text"
      className="block h-24 w-full overflow-visible"
      preserveAspectRatio="none"
    >
      <title id="clock-title">{title}</title>
      <desc id="clock-text">{description}</desc>
      <Strokes y={62} height={14} xs={scale.ticks.minor} length={7} className="stroke-edge/60" />
      <Strokes y={62} height={14} xs={scale.ticks.major} length={14} className="stroke-soft" />
      <rect x="0" y="46" width="100%" height="10" className="fill-sunken stroke-hairline" />
      <rect
        x="0"
        y="46"
        width={scale.at(now ?? end)}
        height="10"
        className={now ? 'forced-fill fill-accent' : 'forced-fill fill-edge'}
      />
      <Strokes y={32} height={13} xs={rotations} length={13} width={1.5} className="stroke-accent" />
      {events.map((event) => (
        <EventMark key={`${event.kind}-${event.at.toISOString()}`} event={event} x={scale.at(event.at)} />
      ))}
      {keepAliveAt && (
        <line
          x1={scale.at(keepAliveAt)}
          x2={scale.at(keepAliveAt)}
          y1="32"
          y2="45"
          className="forced-line stroke-accent"
          strokeWidth="1.5"
          strokeDasharray="3 2"
        />
      )}
      {now && <Needle x={scale.at(now)} label={nowLabel} />}
      <line x1="100%" x2="100%" y1="38" y2="64" className="forced-line stroke-ink" strokeWidth="2" />
    </svg>
  )
}

interface StrokesProps {
  y: number
  height: number
  /** In units of the scale. */
  xs: number[]
  length: number
  width?: number
  className: string
}

/** Upright strokes, however many, as one path: each as an element of its own would be most of the page. */
function Strokes({ y, height, xs, length, width = 1, className }: StrokesProps) {
  if (xs.length === 0) return null
  return (
    <svg
      y={y}
      width="100%"
      height={height}
      viewBox={`0 0 ${CLOCK_UNITS} ${height}`}
      preserveAspectRatio="none"
      className="overflow-visible"
      aria-hidden="true"
    >
      <path
        d={xs.map((x) => `M${x} 0v${length}`).join('')}
        className={`forced-line ${className}`}
        strokeWidth={width}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

function Needle({ x, label }: { x: string; label: string }) {
  const percent = Number.parseFloat(x)
  // At an end of the scale a label in the middle would stick out of the page.
  const anchor = percent < 10 ? 'start' : percent > 90 ? 'end' : 'middle'
  return (
    <>
      <line x1={x} x2={x} y1="18" y2="68" className="forced-line stroke-ink" strokeWidth="2" />
      <text x={x} y="12" textAnchor={anchor} className="fill-ink text-[0.8125rem] font-medium">
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
      return null
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
