import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { EnvironmentName } from '#lib/loaders/views'

const TONES: Record<EnvironmentName, Tone> = { simulator: 'info', sandbox: 'attention', production: 'quiet' }

/** In a word where the header has links too, with its meaning where there is room. */
export function EnvironmentBadge({ environment, isShort }: { environment: EnvironmentName; isShort: boolean }) {
  const t = translations('environment')
  return (
    <Tag tone={TONES[environment]}>
      <span className="sr-only">{t('label')} </span>
      {t(environment)}
      {!isShort && <span className="hidden font-normal xl:inline"> · {t(`${environment}Meaning`)}</span>}
    </Tag>
  )
}
