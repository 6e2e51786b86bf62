import { Code } from '#components/ui/code'
import { translations } from '#i18n/server'
import type { ActivityEntry } from '#lib/loaders/views'

/** The raw facts of an entry, small and in full. */
export function ActivityFacts({ entry }: { entry: ActivityEntry }) {
  const t = translations('activity')
  const words = translations('words')
  const { code, durationMs, reference, traceId } = entry
  const facts = [
    code,
    durationMs === null ? null : t('duration', { ms: durationMs }),
    traceId === null ? null : words('trace', { id: traceId }),
    reference === null ? null : t('reference', { id: reference }),
    // The key stands beside the event, in the place of the person.
    ...Object.entries(entry.details)
      .filter(([name]) => name !== 'key')
      .map(([name, value]) => `${name}: ${value}`),
  ].filter((fact) => fact !== null)
  if (facts.length === 0) return null
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-[0.9375rem] text-soft">
      {facts.map((fact) => (
        <li key={fact} className="min-w-0">
          <Code>{fact}</Code>
        </li>
      ))}
    </ul>
  )
}
