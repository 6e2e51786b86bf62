import { ReceiptApps } from '#components/disconnect/receipt-apps'
import { ReceiptSteps } from '#components/disconnect/receipt-steps'
import { WhileRunning } from '#components/disconnect/while-running'
import { Stamp } from '#components/time/stamp'
import { Fact, Facts } from '#components/ui/facts'
import { PageHeading } from '#components/ui/page-heading'
import { Section } from '#components/ui/section'
import { Tag } from '#components/ui/tag'
import { translations } from '#i18n/server'
import type { ReceiptView } from '#lib/loaders/views'

const CLAIMS = ['unused', 'refused', 'erased'] as const

/** What was asked for, what was done, what is proven and what is not: one sheet of paper. */
export function ReceiptSheet({ receipt }: { receipt: ReceiptView }) {
  const t = translations('receipt')
  const words = translations('connection')
  const { organizationName, state, claims, steps, isRunning } = receipt
  return (
    <div className="receipt">
      <PageHeading title={t('pageTitle')} lead={organizationName ?? words('organizationUnknown')} />
      <p key={state} className="mb-6 text-lg font-semibold">
        {t(`states.${state}`)}
      </p>
      <ul className="mb-8 flex flex-col gap-2">
        {CLAIMS.map((claim) => (
          <li key={claim} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Tag tone={claims[claim] ? 'good' : 'attention'} icon={claims[claim] ? 'check' : 'question'}>
              {t(claims[claim] ? 'proven' : 'notProven')}
            </Tag>
            <span>{t(`claims.${claim}`)}</span>
          </li>
        ))}
      </ul>
      <Section id="receipt-title" title={t('stepsTitle')}>
        <ReceiptSteps steps={steps} isRunning={isRunning} over={state === 'confirmed'} time={stamped} />
        {isRunning && <WhileRunning />}
        <p className="border-t border-hairline py-4">
          {isRunning ? t('runningHint') : <ReceiptApps state={state} environment={receipt.environment} />}
        </p>
      </Section>
      <ReceiptFacts receipt={receipt} />
    </div>
  )
}

const stamped = (at: Date) => <Stamp at={at} />

function ReceiptFacts({ receipt }: { receipt: ReceiptView }) {
  const t = translations('receipt.facts')
  const environments = translations('environment')
  const { id, organizationId, membershipId, memberName, environment, requestedAt, finishedAt } = receipt
  return (
    <Facts>
      <Fact name={t('requested')}>
        <Stamp at={requestedAt} />
      </Fact>
      <Fact name={t('finished')}>{finishedAt ? <Stamp at={finishedAt} /> : t('notFinished')}</Fact>
      <Fact name={t('granted')}>
        <Stamp at={receipt.grantedAt} />
      </Fact>
      {memberName && <Fact name={t('member')}>{memberName}</Fact>}
      {organizationId && <Fact name={t('organizationId')}>{organizationId}</Fact>}
      {membershipId && <Fact name={t('membershipId')}>{membershipId}</Fact>}
      <Fact name={t('connectionId')}>{id}</Fact>
      <Fact name={t('environment')}>{environments(environment)}</Fact>
      <Fact name={t('made')}>
        <Stamp at={receipt.madeAt} />
      </Fact>
    </Facts>
  )
}
