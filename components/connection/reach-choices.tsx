import { translations } from '#i18n/server'

interface ReachChoicesProps {
  connections: Array<{ id: string; name: string | null }>
  /** What choosing all of them means beside the connections. */
  hint?: string
}

/** Which connections a key or a webhook is for: all, also future ones, or those that are ticked. Fields: `reach`, `connection`. */
export function ReachChoices({ connections, hint }: ReachChoicesProps) {
  const t = translations('reach')
  const detail = translations('connection')
  return (
    <fieldset className="field">
      <legend>{t('title')}</legend>
      <label className="tick">
        <input type="radio" name="reach" value="all" defaultChecked aria-describedby={hint && 'reach-hint'} />
        <span>{t('all')}</span>
      </label>
      {hint && <small id="reach-hint">{hint}</small>}
      {connections.length > 0 && (
        <>
          <label className="tick">
            <input type="radio" name="reach" value="chosen" />
            <span>{t('chosen')}</span>
          </label>
          <div className="ml-8 grid gap-x-6 sm:grid-cols-2">
            {connections.map(({ id, name }) => (
              <label key={id} className="tick">
                <input type="checkbox" name="connection" value={id} />
                <span>{name ?? detail('organizationUnknown')}</span>
              </label>
            ))}
          </div>
        </>
      )}
    </fieldset>
  )
}
