import { Section } from '#components/ui/section'
import { Tag } from '#components/ui/tag'
import { verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'
import type { StandCount } from '#lib/loaders/views'

type Stand = NonNullable<StandCount['stand']>

/** A verdict of each stand. What is proven to be ended is not counted, so what is gone here is not confirmed yet. */
const VERDICTS: Record<Stand, Pick<Verdict, 'state' | 'reason'>> = {
  works: { state: 'ok', reason: 'proven' },
  trouble: { state: 'trouble', reason: 'unreachable' },
  operator: { state: 'operator', reason: 'request_refused' },
  locked: { state: 'locked', reason: 'key_missing' },
  broken: { state: 'broken', reason: 'grant_refused' },
  frozen: { state: 'frozen', reason: 'paused' },
  gone: { state: 'gone', reason: 'disconnect_unconfirmed' },
}

/** How many connections of everybody stand how, and whose they are not at all. */
export function StandCounts({ stands }: { stands: StandCount[] }) {
  const t = translations('setup')
  const status = translations('status')
  return (
    <div className="mb-8">
      <Section id="everybody" title={t('everybody')} lead={t('everybodyNote')}>
        <ul aria-label={status('counts')} className="mt-4 flex flex-wrap gap-2">
          {stands.map(({ stand, count }) => (
            <li key={stand}>
              <Tag tone={stand === null ? 'quiet' : verdictLook(VERDICTS[stand]).tone}>
                {status('count', {
                  count,
                  state: stand === null ? t('notSeen') : status(`states.${VERDICTS[stand].state}`),
                })}
              </Tag>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}
