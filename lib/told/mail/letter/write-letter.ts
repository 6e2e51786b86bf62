import { EVENTS, type EventData } from '#lib/told/event-catalogue'
import { type Letter, nameInMail } from '#lib/told/mail/letter/letter'
import { duration, list, moment, mailTexts as t, verdictTexts } from '#lib/told/mail/letter/texts'
import type { Due } from '#lib/told/types'

type Told = Pick<Due, 'type' | 'data'>

/** What a mail says about one event. */
export function writeLetter({ type, data }: Told): Letter {
  switch (type) {
    case 'connection.needs_attention':
      return problem(EVENTS[type].parse(data))
    case 'connection.reminder': {
      const { days_left: days, ends_at, ...rest } = EVENTS[type].parse(data)
      return about(rest, t('reminder.title', { days }), [
        t('reminder.line', { at: moment(ends_at) }),
        t('reminder.act'),
      ])
    }
    case 'connection.recovered': {
      const { down_seconds, mended_by, ...rest } = EVENTS[type].parse(data)
      return about(rest, t('recovered.title'), [t(`recovered.${mended_by}`, { duration: duration(down_seconds) })])
    }
    case 'connection.permissions_changed': {
      const { lost_scopes: lost, gained_scopes: gained, ...rest } = EVENTS[type].parse(data)
      const lines = [
        ...(lost.length > 0 ? [t('permissions.lost', { scopes: list(lost) })] : []),
        ...(gained.length > 0 ? [t('permissions.gained', { scopes: list(gained) })] : []),
      ]
      return about(rest, t('permissions.title'), lines)
    }
    case 'connection.disconnected': {
      const { proven, ...rest } = EVENTS[type].parse(data)
      return about(rest, t('disconnected.title'), [t(proven ? 'disconnected.proven' : 'disconnected.unproven')])
    }
    case 'connection.connected':
      return about(EVENTS[type].parse(data), t('connected.title'), [t('connected.line')])
    case 'connection.paused':
      return about(EVENTS[type].parse(data), t('paused.title'), [t('paused.line')])
    case 'connection.resumed':
      return about(EVENTS[type].parse(data), t('resumed.title'), [t('resumed.line')])
    default:
      return elsewhere({ type, data })
  }
}

/** Events of no connection. */
function elsewhere({ type, data }: Told): Letter {
  switch (type) {
    case 'api_key.created':
      return aboutKey(EVENTS[type].parse(data), 'keyCreated')
    case 'api_key.revoked':
      return aboutKey(EVENTS[type].parse(data), 'keyRevoked')
    case 'api_key.expiring': {
      const { days_left: days, ends_at, ...key } = EVENTS[type].parse(data)
      const name = nameInMail(key.name, t('unnamedKey'))
      const title = t('keyExpiring.title', { name, days })
      return plain(
        title,
        [t('reminder.line', { at: moment(ends_at) }), t('keyExpiring.line')],
        t('openKeys'),
        key.action_url,
      )
    }
    case 'account.joined':
      return plain(t('joined.title'), [t('joined.line')], t('openAccount'), EVENTS[type].parse(data).action_url)
    case 'webhook.disabled':
      return plain(t('webhook.title'), [t('webhook.line')], t('openNotifications'), EVENTS[type].parse(data).action_url)
    default:
      throw new Error(`Nothing is written about ${type}.`)
  }
}

function problem({ reason, since, owner, ...rest }: EventData<'connection.needs_attention'>): Letter {
  const sentence = verdictTexts(`reasons.${reason}.sentence`)
  const line = verdictTexts(`reasons.${reason}.line`, { missing: '' })
  const when = since === null ? [] : [t('since', { at: moment(since) })]
  const who = verdictTexts(`owner.${owner}`)
  // Some lines end with who has to act.
  return about(rest, sentence, [line, ...(line.includes(who) ? [] : [who]), ...when])
}

function about(
  { organization, action_url }: Pick<EventData<'connection.paused'>, 'organization' | 'action_url'>,
  sentence: string,
  lines: string[],
): Letter {
  const name = nameInMail(organization, t('unnamed'))
  return {
    subject: t('subject', { organization: name, sentence }),
    title: sentence,
    lines: [t('organization', { organization: name }), ...lines],
    button: { label: t('openConnection'), href: action_url },
  }
}

function aboutKey({ name, action_url }: EventData<'api_key.created'>, what: 'keyCreated' | 'keyRevoked'): Letter {
  const title = t(`${what}.title`, { name: nameInMail(name, t('unnamedKey')) })
  return plain(title, [t(`${what}.line`)], t('openKeys'), action_url)
}

function plain(title: string, lines: string[], label: string, href: string): Letter {
  return { subject: title, title, lines, button: { label, href } }
}
