import { translations } from '#i18n/server'
import type { ActivityEntry } from '#lib/loaders/views'

/** The raw facts of an entry, which support and developers ask for. */
export function factsOf(entry: ActivityEntry): string[] {
  const t = translations('activity')
  const words = translations('words')
  const { code, durationMs, reference, traceId } = entry
  const facts = [
    code,
    durationMs === null ? null : t('duration', { ms: durationMs }),
    traceId === null ? null : words('trace', { id: traceId }),
    reference === null ? null : t('reference', { id: reference }),
    // The key stands beside the sentence, in the place of the person; the step is named in it.
    ...Object.entries(entry.details)
      .filter(([name]) => name !== 'key' && name !== 'step')
      .map(([name, value]) => `${name}: ${value}`),
  ]
  return facts.filter((fact) => fact !== null)
}
