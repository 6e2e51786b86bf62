import type { ConnectAction } from '#components/connect-form'
import { Channel } from '#components/notifications/channel'
import { LinkFact, LinkRow } from '#components/notifications/link-row'
import type { SecretAction } from '#components/secret/secret-form'
import { Moment } from '#components/time/moment'
import { translations } from '#i18n/server'
import { LONGEST_NAME, STATUS_LIFETIMES_DAYS, USUAL_STATUS_DAYS } from '#lib/links/link-catalogue'
import type { StatusLinksView, StatusLinkView } from '#lib/loaders/views'

interface StatusLinksProps extends StatusLinksView {
  make: SecretAction
  revoke: (form: FormData) => Promise<void>
  connect: ConnectAction
}

/** Addresses that show whether connections work to whoever has them. */
export function StatusLinks({ links, connections, make, revoke, connect }: StatusLinksProps) {
  const t = translations('notifications.status')
  return (
    <Channel
      id="status-links"
      texts={{
        ...{ title: t('title'), lead: t('lead'), list: t('list'), new: t('new') },
        ...{ make: t('make'), making: t('making'), secret: t('secret') },
      }}
      rows={links.map((link) => (
        <LinkRow key={link.id} link={link} over={overText(link)} facts={<Shown link={link} />} revoke={revoke} />
      ))}
      make={make}
      connect={connect}
      lines={[{ label: t('asJson'), before: '', after: '.json' }]}
    >
      <label className="field">
        <span>{t('name')}</span>
        <input name="name" required maxLength={LONGEST_NAME} autoComplete="off" aria-describedby="status-name-hint" />
        <small id="status-name-hint">{t('nameHint')}</small>
      </label>
      <Choices connections={connections} />
    </Channel>
  )
}

function Choices({ connections }: Pick<StatusLinksProps, 'connections'>) {
  const t = translations('notifications.status')
  const detail = translations('connection')
  return (
    <>
      <label className="field">
        <span>{t('shows')}</span>
        <select name="connection" defaultValue="">
          <option value="">{t('all')}</option>
          {connections.map(({ id, name }) => (
            <option key={id} value={id}>
              {name ?? detail('organizationUnknown')}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('lifetime')}</span>
        <select name="lifetime" defaultValue={USUAL_STATUS_DAYS}>
          {STATUS_LIFETIMES_DAYS.map((days) => (
            <option key={days} value={days}>
              {t('days', { days })}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}

function Shown({ link: { isForAll, organizationName, expiresAt } }: { link: StatusLinkView }) {
  const t = translations('notifications.status')
  const detail = translations('connection')
  return (
    <>
      <LinkFact name={t('shows')}>{isForAll ? t('all') : (organizationName ?? detail('organizationUnknown'))}</LinkFact>
      {expiresAt && (
        <LinkFact name={t('expires')}>
          <Moment at={expiresAt} shape="day" relative stacked />
        </LinkFact>
      )}
    </>
  )
}

function overText({ isExpired, isEnded }: StatusLinkView): string | null {
  const t = translations('notifications.status')
  if (isExpired) return t('expired')
  return isEnded ? t('ended') : null
}
