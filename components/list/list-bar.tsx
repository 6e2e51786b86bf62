import { listAddress } from '#components/list/list-address'
import { type Tone, toneClass } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { Standing } from '#lib/connection/types'
import type { ConnectionListView, ListWish } from '#lib/loaders/views'

const TONES: Record<Standing, Tone> = {
  needs_you: 'broken',
  needs_administrator: 'attention',
  retrying: 'info',
  works: 'good',
  paused: 'quiet',
  ended: 'quiet',
}
/** What lives. What has ended is no part of the whole. */
const PARTS = ['needs_you', 'needs_administrator', 'retrying', 'works', 'paused'] as const

const WIDTH = 1_000
/** One of five hundred must still be seen. */
const NARROWEST = 12

interface ListBarProps {
  counts: ConnectionListView['counts']
  wish: ListWish
}

/** The whole as a bar; its parts, and the words under it, limit the list. */
export function ListBar({ counts, wish }: ListBarProps) {
  const t = translations('connections')
  const parts = PARTS.filter((part) => counts[part] > 0)
  const total = parts.reduce((sum, part) => sum + counts[part], 0)
  const named = [...parts, ...(['ended', 'archived'] as const).filter((part) => counts[part] > 0)]
  const widths = parts.map((part) => Math.max(NARROWEST, (counts[part] / total) * WIDTH))
  const scale = WIDTH / widths.reduce((sum, width) => sum + width, 0)
  let from = 0
  const places = widths.map((width) => {
    const place = { x: Math.round(from), width: Math.round(width * scale) - 2 }
    from += width * scale
    return place
  })
  return (
    <nav aria-label={t('show')} className="list-bar">
      {/* The same links as below, for a pointer. */}
      <svg viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
        {parts.map((part, at) => (
          <a key={part} href={listAddress(wish, { show: part })} tabIndex={-1}>
            <rect {...places[at]} height="10" className={`${toneClass(TONES[part])} fill-tone-ink`} />
          </a>
        ))}
      </svg>
      <ul>
        {wish.show !== null && (
          <li>
            <a href={listAddress(wish, { show: null })}>{t('all')}</a>
          </li>
        )}
        {named.map((part) => (
          <li key={part} className={toneClass(part === 'archived' ? 'quiet' : TONES[part])}>
            <a href={listAddress(wish, { show: part })} aria-current={wish.show === part || undefined}>
              {t(`parts.${part}`, { count: counts[part] })}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
