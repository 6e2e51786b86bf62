import { MemberLine } from '#components/connection/member-line'
import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/code'
import { Disclosure } from '#components/ui/disclosure'
import { Fact, Facts } from '#components/ui/facts'
import { Section } from '#components/ui/section'
import { tenseOf } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** Who and what is connected. Identifiers are one click away. */
export function ConnectionFacts({ connection }: { connection: ConnectionDetail }) {
  const t = translations('connection')
  const words = translations('words')
  const environment = translations('environment')
  const { verdict } = connection
  // What renews itself, and what Qonto would tell us, can only be said of what works.
  const lives = tenseOf(verdict) === 'present' && verdict.state !== 'operator'
  return (
    <Section id="facts" title={t('facts')}>
      <Facts>
        <Fact name={t('organization')} note={connection.organizationConfirmed ? undefined : t('unconfirmed')}>
          {connection.organizationName ?? t('organizationUnknown')}
        </Fact>
        <Fact name={t('member')}>
          <MemberLine name={connection.memberName} role={connection.memberRole} />
        </Fact>
        <Fact name={t('provenAt')}>
          {connection.provenAt ? <Moment at={connection.provenAt} relative /> : words('none')}
        </Fact>
        {lives && <Fact name={t('renews')}>{connection.canRenewItself ? t('renewsYes') : t('renewsNo')}</Fact>}
        {lives && connection.webhook && connection.webhook !== 'offered' && (
          <Fact name={t('webhook')} note={<Moment at={connection.webhook.since} />}>
            {t('webhookOn')}
          </Fact>
        )}
        <Fact name={t('since')}>
          <Moment at={connection.createdAt} relative />
        </Fact>
        <Fact name={t('environment')}>{environment(connection.environment)}</Fact>
      </Facts>
      <div className="border-t border-hairline pt-2">
        <Disclosure title={t('ids')}>
          <Facts>
            <Fact name={t('connectionId')}>
              <Code>{connection.id}</Code>
            </Fact>
            <Fact name={t('organizationId')}>
              {connection.organizationId ? <Code>{connection.organizationId}</Code> : words('unknown')}
            </Fact>
            <Fact name={t('membershipId')}>
              {connection.membershipId ? <Code>{connection.membershipId}</Code> : words('unknown')}
            </Fact>
          </Facts>
        </Disclosure>
      </div>
    </Section>
  )
}
