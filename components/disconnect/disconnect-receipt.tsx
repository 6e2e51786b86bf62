import { ReceiptStep } from '#components/disconnect/receipt-step'
import { Moment } from '#components/time/moment'
import { ExternalLink } from '#components/ui/external-link'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'
import { connectedApps } from '#lib/qonto/web-app'

interface DisconnectReceiptProps {
  disconnect: ConnectionDetail['disconnect']
  environment: ConnectionDetail['environment']
  confirmed: boolean
  /** What could prove the end is erased, and nobody asks any more. */
  givenUp: boolean
}

/** What really happened when the connection was ended, step by step. */
export function DisconnectReceipt({ disconnect, environment, confirmed, givenUp }: DisconnectReceiptProps) {
  const t = translations('receipt')
  const { requestedAt, finishedAt, steps } = disconnect
  if (!requestedAt) return null
  const state = confirmed ? 'check' : givenUp ? 'givenUp' : 'open'
  return (
    <div id="receipt" tabIndex={-1} className="outline-offset-8">
      <Section
        id="receipt-title"
        title={t('title')}
        lead={
          <span key={`${requestedAt.getTime()} ${finishedAt?.getTime()}`}>
            {t.rich(finishedAt ? 'leadFinished' : 'lead', {
              requested: () => <Moment key="requested" at={requestedAt} />,
              finished: () => finishedAt && <Moment key="finished" at={finishedAt} />,
            })}
          </span>
        }
      >
        <ol>
          {steps.map((step) => (
            <ReceiptStep key={`${step.step}-${step.at.toISOString()}`} result={step} over={confirmed} />
          ))}
        </ol>
        <p key={state} className="border-t border-hairline pt-4">
          {confirmed && `${t('complete')} `}
          {t.rich(state, {
            apps: (text) => (
              <ExternalLink key="apps" href={connectedApps(environment)} note={t('newTab')}>
                {text}
              </ExternalLink>
            ),
          })}
        </p>
      </Section>
    </div>
  )
}
