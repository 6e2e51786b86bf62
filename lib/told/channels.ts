import 'server-only'
import { mailChannel } from '#lib/told/mail/mail-channel'
import type { Channel } from '#lib/told/types'

export const CHANNELS: readonly Channel[] = [mailChannel]
