import type { Tone } from '#components/ui/tone'
import { verdictLook } from '#components/verdict/verdict-tone'
import type { StatusEntry } from '#lib/loaders/views'

const ORDER: readonly Tone[] = ['broken', 'attention', 'limited', 'info', 'good', 'quiet']

export const statusLook = verdictLook

/** First what somebody must look at; what looks the same keeps its order. */
export function byLook(one: StatusEntry, other: StatusEntry): number {
  return ORDER.indexOf(statusLook(one).tone) - ORDER.indexOf(statusLook(other).tone)
}
