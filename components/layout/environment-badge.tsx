import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { EnvironmentName } from '#lib/loaders/views'

const TONES: Record<EnvironmentName, Tone> = { simulator: 'info', sandbox: 'attention', production: 'quiet' }

export function EnvironmentBadge({ environment }: { environment: EnvironmentName }) {
  const t = translations('environment')
  return (
    <Tag tone={TONES[environment]}>
      <span className="sr-only">{t('label')} </span>
      {t(environment)}
      <span className="hidden font-normal xl:inline"> · {t(`${environment}Meaning`)}</span>
    </Tag>
  )
}
