import type { SecretLine } from '#components/secret/secret-form'
import { translations } from '#i18n/server'

/** A first call with the new key. @param apiUrl where the API is */
export function callLine(apiUrl: string): SecretLine {
  return {
    label: translations('apiKeys')('tryIt'),
    before: 'curl -H "Authorization: Bearer ',
    after: `" ${apiUrl}/connections`,
  }
}
