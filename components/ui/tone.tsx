export type Tone = 'good' | 'limited' | 'attention' | 'broken' | 'info' | 'quiet'

const CLASSES: Record<Tone, string> = {
  good: 'tone-good',
  limited: 'tone-limited',
  attention: 'tone-attention',
  broken: 'tone-broken',
  info: 'tone-info',
  quiet: 'tone-quiet',
}

/** The class that gives an element and everything in it the colours of a tone. */
export function toneClass(tone: Tone): string {
  return CLASSES[tone]
}
