import { ReceiptApps } from '#components/disconnect/receipt-apps'
import { ReceiptSteps } from '#components/disconnect/receipt-steps'
import { WhileRunning } from '#components/disconnect/while-running'
import { Moment } from '#components/time/moment'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

interface DisconnectReceiptProps extends Pick<ConnectionDetail, 'id' | 'disconnect' | 'environment'> {
  confirmed: boolean
  /** What could prove the end is erased, and nobody asks any more. */
  givenUp: boolean
}

/** What became of ending the connection: its steps while something is open, one sentence when all is confirmed. */
export function DisconnectReceipt({ id, disconnect, environment, confirmed, givenUp }: DisconnectReceiptProps) {
  const t = translations('receipt')
  const { requestedAt, finishedAt, steps, isRunning } = disconnect
  if (!requestedAt) return null
  const state = confirmed ? 'confirmed' : givenUp ? 'givenUp' : 'open'
  const at = finishedAt ?? requestedAt
  return (
    <div id="receipt" tabIndex={-1} className="outline-offset-8">
      <Section
        id="receipt-title"
        title={t('title')}
        lead={
          <span key={at.getTime()}>
            <span>{t(finishedAt ? 'facts.finished' : 'facts.requested')}</span> <Moment at={at} />
          </span>
        }
        aside={
          <a href={`/connections/${id}/receipt`} className="prose-link">
            {t('show')}
          </a>
        }
      >
        {!confirmed && <ReceiptSteps steps={steps} isRunning={isRunning} over={false} time={shortTime} />}
        {isRunning && <WhileRunning />}
        <p key={state} className="border-t border-hairline pt-4 first-of-type:border-t-0">
          {confirmed && `${t('complete')} `}
          {isRunning ? t('runningHint') : <ReceiptApps state={state} environment={environment} />}
        </p>
      </Section>
    </div>
  )
}

const shortTime = (at: Date) => <Moment at={at} shape="second" />
