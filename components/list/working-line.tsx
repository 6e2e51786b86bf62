import { Name, nameAlone } from '#components/list/name'
import { Pick } from '#components/list/pick'
import { relativeTo } from '#components/time/moment'
import { formatter, requestTime, translations } from '#i18n/server'
import type { ListedConnection } from '#lib/loaders/views'

/** One connection in a line; the whole line leads to it. Its heading says that it works, so the line says what differs. */
export function WorkingLine({ connection }: { connection: ListedConnection }) {
  const { id, name, apart, labels, movesMoney, verdict, archived } = connection
  const t = translations('connections')
  const shown = name ?? translations('connection')('organizationUnknown')
  const isEnded = verdict.state === 'gone'
  const at = isEnded ? verdict.evidence.at : connection.provenAt
  const ago = at && formatter().relativeTime(at, relativeTo(at, requestTime()))
  return (
    <li className="line">
      <Pick id={id} name={nameAlone(shown, apart)} />
      <a href={`/connections/${id}`}>
        <Name name={shown} apart={apart} />
      </a>
      <span>
        {labels.map((label) => (
          <small key={label} dir="auto">
            {label}
          </small>
        ))}
        {verdict.state === 'limited' && <em>{t('limited')}</em>}
        {verdict.state === 'trouble' && <em>{translations('verdict.reasons')(`${verdict.reason}.sentence`)}</em>}
        {movesMoney && <b>{t('movesMoney')}</b>}
        {archived && <em>{t('archived')}</em>}
      </span>
      {at && ago ? (
        <time dateTime={at.toISOString()}>{t(isEnded ? 'endedAgo' : 'provenAgo', { ago })}</time>
      ) : (
        <i>{t('neverProven')}</i>
      )}
    </li>
  )
}
