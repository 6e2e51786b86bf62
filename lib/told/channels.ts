import 'server-only'
import type { Channel } from '#lib/told/types'

export const CHANNELS: readonly Channel[] = []
