import type { ActivityQuery } from '#lib/loaders/views'

/** The address of a part of the log: what is looked for stays in it. */
export function activityAddress(home: string, { kind, before, isFolded }: ActivityQuery): string {
  const query = new URLSearchParams({
    ...(kind && { kind }),
    ...(before && { before }),
    ...(!isFolded && { fold: 'no' }),
  }).toString()
  return query ? `${home}?${query}` : home
}
