import type { OutcomeAction } from '#components/connection/connection-actions'
import { DisconnectForm } from '#components/disconnect/disconnect-form'
import { DialogButton } from '#components/ui/form/dialog-button'
import { formatter, translations } from '#i18n/server'
import { DISCONNECT_STEPS } from '#lib/connection/types'

interface DisconnectDialogProps {
  connection: string
  organizationName: string | null
  label: string
  /** The names of the API keys that may use it. */
  keys: string[]
  action: OutcomeAction
}

const CONSEQUENCES = ['stops', 'stays', 'undo'] as const
const DIALOG = 'disconnect'

/** Says what will end, what will stay and what can be undone, before anything happens. */
export function DisconnectDialog({ connection, organizationName, label, keys, action }: DisconnectDialogProps) {
  const t = translations('disconnect')
  const steps = translations('receipt.steps')
  const outcomes = translations('receipt.outcomes')
  const name = organizationName ?? t('thisOrganization')
  return (
    <>
      <DialogButton dialog={DIALOG} command="show-modal" variant="secondary">
        {label}
      </DialogButton>
      <dialog id={DIALOG} aria-labelledby="disconnect-title" className="dialog">
        <h2 id="disconnect-title">{organizationName ? t('title', { name }) : t('titleUnknown')}</h2>
        <dl>
          {CONSEQUENCES.map((key) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>
                {t(`${key}Text`, { name })}
                {key === 'stops' && keys.length > 0 && ` ${t('stopsKeys', { names: formatter().list(keys) })}`}
              </dd>
            </div>
          ))}
        </dl>
        <DisconnectForm
          action={action}
          connection={connection}
          dialog={DIALOG}
          steps={DISCONNECT_STEPS.map((step) => ({ step, label: steps(step) }))}
          outcomes={{
            done: outcomes('done'),
            skipped: outcomes('skipped'),
            failed: outcomes('failed'),
            unconfirmed: outcomes('unconfirmed'),
          }}
          texts={{
            keep: t('keep'),
            confirm: t('confirm', { name }),
            running: t('running'),
            runningText: t('runningText'),
            failed: t('failed'),
          }}
        />
      </dialog>
    </>
  )
}
