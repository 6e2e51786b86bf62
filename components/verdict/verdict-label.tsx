import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import { labelKey, verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'

/** The verdict in two or three words, with its mark. */
export function VerdictLabel({ verdict }: { verdict: Pick<Verdict, 'state' | 'reason'> }) {
  const t = translations('verdict.states')
  const { tone, icon } = verdictLook(verdict)
  return (
    <span className={`${toneClass(tone)} verdict-label`}>
      <span className="mark">
        <Icon name={icon} className="" />
      </span>
      <span>{t(labelKey(verdict))}</span>
    </span>
  )
}
