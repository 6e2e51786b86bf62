import { useId } from 'react'
import { translations } from '#i18n/server'

interface ReachChoicesProps {
  connections: Array<{ id: string; name: string | null }>
  /** Those that are ticked at first; null for all. */
  chosen?: string[] | null
  /** What choosing all of them means beside the connections. */
  hint?: string
}

/** Which connections a key or a webhook is for: all, also future ones, or those that are ticked. Fields: `reach`, `connection`. */
export function ReachChoices({ connections, chosen = null, hint }: ReachChoicesProps) {
  const hintId = useId()
  const t = translations('reach')
  const detail = translations('connection')
  return (
    <fieldset className="field">
      <legend>{t('title')}</legend>
      <label className="tick">
        <input
          type="radio"
          name="reach"
          value="all"
          defaultChecked={chosen === null}
          aria-describedby={hint && hintId}
        />
        <span>{t('all')}</span>
      </label>
      {hint && <small id={hintId}>{hint}</small>}
      {connections.length > 0 && (
        <>
          <label className="tick">
            <input type="radio" name="reach" value="chosen" defaultChecked={chosen !== null} />
            <span>{t('chosen')}</span>
          </label>
          <div className="ml-8 grid grid-cols-1 gap-x-6 sm:grid-cols-2">
            {connections.map(({ id, name }) => (
              <label key={id} className="tick">
                <input type="checkbox" name="connection" value={id} defaultChecked={chosen?.includes(id)} />
                <span>{name ?? detail('organizationUnknown')}</span>
              </label>
            ))}
          </div>
        </>
      )}
    </fieldset>
  )
}
