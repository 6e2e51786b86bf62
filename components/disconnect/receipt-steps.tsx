import type { ReactNode } from 'react'
import { ReceiptStep } from '#components/disconnect/receipt-step'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import { DISCONNECT_STEPS } from '#lib/connection/types'
import type { ReceiptView } from '#lib/loaders/views'

interface ReceiptStepsProps extends Pick<ReceiptView, 'steps' | 'isRunning'> {
  /** The whole is confirmed. */
  over: boolean
  time: (at: Date) => ReactNode
}

/** The steps with their results. While they are being done, those that are still to come stand there too. */
export function ReceiptSteps({ steps, isRunning, over, time }: ReceiptStepsProps) {
  const t = translations('receipt')
  const last = steps.at(-1)?.step
  const coming = isRunning ? DISCONNECT_STEPS.slice(last === undefined ? 0 : DISCONNECT_STEPS.indexOf(last) + 1) : []
  return (
    <ol>
      {steps.map((result) => (
        <ReceiptStep
          key={`${result.step}-${result.at.toISOString()}`}
          result={result}
          over={over}
          time={time(result.at)}
        />
      ))}
      {coming.map((step, index) => (
        <li key={step} className="receipt-step">
          <span>
            <Tag tone="quiet" icon="clock">
              {t(index === 0 ? 'outcomes.running' : 'outcomes.waiting')}
            </Tag>
          </span>
          <span>{t(`steps.${step}`)}</span>
        </li>
      ))}
    </ol>
  )
}
