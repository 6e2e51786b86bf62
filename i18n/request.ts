import { getRequestConfig } from 'next-intl/server'
import texts from '../messages/en.json' with { type: 'json' }

/** English with the dates of Europe, where Qonto's customers are. Times leave the server in UTC and say so. */
export default getRequestConfig(async () => ({
  locale: 'en-GB',
  messages: texts,
  timeZone: 'UTC',
  now: new Date(),
}))
