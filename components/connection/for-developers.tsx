import { MemberLine } from '#components/connection/member-line'
import { UseConnection } from '#components/connection/use-connection'
import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/copy/code'
import { Disclosure } from '#components/ui/disclosure'
import { Fact, Facts } from '#components/ui/facts'
import { tenseOf } from '#components/verdict/verdict-tone'
import { requestTime, translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** What only those need who build on it: ids, the token of an hour, and how a program gets at it. */
export function ForDevelopers({ connection }: { connection: ConnectionDetail }) {
  const t = translations('connection')
  const isUsable = tenseOf(connection.verdict) === 'present'
  return (
    <section aria-labelledby="developers" className="border-t border-edge pt-1">
      <Disclosure title={<h2 id="developers">{t('developers')}</h2>}>
        <div className="flex flex-col gap-10">
          <Details connection={connection} />
          {isUsable && <UseConnection connection={connection} />}
        </div>
      </Disclosure>
    </section>
  )
}

function Details({ connection }: { connection: ConnectionDetail }) {
  const t = translations('connection')
  const words = translations('words')
  const environment = translations('environment')
  const { verdict, organizationDoubt, memberDoubt, accessExpiresAt: access } = connection
  const id = (text: string | null) => (text ? <Code>{text}</Code> : words('unknown'))
  const lives = tenseOf(verdict) === 'present'
  // What Qonto would tell can only be said of what works.
  const told = lives && verdict.state !== 'operator' && connection.webhook !== 'offered' ? connection.webhook : null
  return (
    <Facts>
      <Fact name={t('organization')} note={organizationDoubt ? t(`doubts.${organizationDoubt}`) : undefined}>
        {connection.organizationName ?? t('organizationUnknown')}
      </Fact>
      <Fact name={t('member')} note={memberDoubt ? t(`memberDoubts.${memberDoubt}`) : undefined}>
        <MemberLine name={connection.memberName} role={connection.memberRole} />
      </Fact>
      <Fact name={t('since')}>
        <Moment at={connection.createdAt} />
      </Fact>
      <Fact name={t('environment')}>{environment(connection.environment)}</Fact>
      {lives && access && (
        <Fact name={t(access > requestTime() ? 'accessExpires' : 'accessExpired')}>
          <Moment at={access} relative />
        </Fact>
      )}
      {told && (
        <Fact name={t('webhook')} note={<Moment at={told.since} />}>
          {t('webhookOn')}
        </Fact>
      )}
      <Fact name={t('connectionId')}>{id(connection.id)}</Fact>
      <Fact name={t('organizationId')}>{id(connection.organizationId)}</Fact>
      <Fact name={t('membershipId')}>{id(connection.membershipId)}</Fact>
    </Facts>
  )
}
