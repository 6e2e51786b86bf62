import type texts from '../messages/en.json'
import type { Locale } from './languages.ts'

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: typeof texts
  }
}
