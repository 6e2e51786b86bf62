import { getTranslations } from 'next-intl/server'
import { Icon } from '#components/ui/icon'
import { Moment } from '#components/ui/moment'
import { toneClass } from '#components/ui/tone'
import { verdictLook } from '#components/verdict/verdict-tone'
import type { Verdict } from '#lib/connection/types'

/** The verdict in two or three words, with its mark. */
export async function VerdictLabel({ verdict }: { verdict: Verdict }) {
  const t = await getTranslations('verdict.states')
  const { tone, icon } = verdictLook(verdict)
  const key = verdict.reason === 'disconnect_unconfirmed' ? 'gone_unconfirmed' : verdict.state
  const until = verdict.validUntil
  return (
    <span className={`${toneClass(tone)} inline-flex items-center gap-2 font-semibold text-tone-ink`}>
      <span className="mark inline-flex size-5.5 shrink-0 items-center justify-center rounded-full bg-tone-ink text-paper">
        <Icon name={icon} className="size-3.5 [stroke-width:2.5]" />
      </span>
      <span>{t.rich(key, { until: () => (until ? <Moment key="until" at={until} /> : '—') })}</span>
    </span>
  )
}
