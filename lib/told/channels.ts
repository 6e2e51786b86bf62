import 'server-only'
import { mailChannel } from '#lib/told/mail/mail-channel'
import type { Channel } from '#lib/told/types'
import { webhookChannel } from '#lib/told/webhooks/webhook-channel'

export const CHANNELS: readonly Channel[] = [mailChannel, webhookChannel]
