import type { ReactNode } from 'react'
import { Code } from '#components/ui/copy/code'
import type { IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { stepReasonKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { DisconnectStepResult } from '#lib/connection/types'

const LOOKS: Record<DisconnectStepResult['outcome'], { tone: Tone; icon: IconName }> = {
  done: { tone: 'good', icon: 'check' },
  skipped: { tone: 'quiet', icon: 'minus' },
  failed: { tone: 'broken', icon: 'cross' },
  unconfirmed: { tone: 'attention', icon: 'question' },
}

/** Why a step was left out although it would have been of use. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['scope_not_granted', 'no_refresh_token', 'unverified'])

interface ReceiptStepProps {
  result: DisconnectStepResult
  over: boolean
  time: ReactNode
}

/** @param over the whole is confirmed, so that nothing is tried again, also not a step that failed */
export function ReceiptStep({ result, over, time }: ReceiptStepProps) {
  const t = translations('receipt')
  const words = translations('words')
  const { step, outcome, reason, traceId } = result
  const failed = outcome === 'failed' || outcome === 'unconfirmed'
  const key = reason === null ? null : over && failed ? 'made_up' : stepReasonKey(reason)
  const label = outcome === 'skipped' && IMPOSSIBLE.has(reason ?? '') ? 'impossible' : outcome
  return (
    <li className="receipt-step">
      <span>
        <Tag {...LOOKS[outcome]}>{t(`outcomes.${label}`)}</Tag>
      </span>
      <span>
        <span className="font-medium">{t(`steps.${step}`)}</span>
        {key && <span className="block text-sm text-soft">{t(`reasons.${key}`)}</span>}
        {traceId && (
          <span className="block text-sm text-soft">
            <Code>{words('trace', { id: traceId })}</Code>
          </span>
        )}
      </span>
      <span>{time}</span>
    </li>
  )
}
