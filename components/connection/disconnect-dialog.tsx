import { getTranslations } from 'next-intl/server'
import type { OutcomeAction } from '#components/connection/connection-actions'
import { DisconnectForm } from '#components/connection/disconnect-form'
import { DialogButton } from '#components/ui/dialog-button'
import { DISCONNECT_STEPS } from '#lib/connection/types'

interface DisconnectDialogProps {
  connection: string
  organizationName: string | null
  label: string
  action: OutcomeAction
}

const CONSEQUENCES = ['stops', 'stays', 'undo'] as const
const DIALOG = 'disconnect'

/** Says what will end, what will stay and what can be undone, before anything happens. */
export async function DisconnectDialog({ connection, organizationName, label, action }: DisconnectDialogProps) {
  const [t, steps] = await Promise.all([getTranslations('disconnect'), getTranslations('receipt.steps')])
  const name = organizationName ?? t('thisOrganization')
  return (
    <>
      <DialogButton dialog={DIALOG} command="show-modal" variant="secondary">
        {label}
      </DialogButton>
      <dialog
        id={DIALOG}
        aria-labelledby="disconnect-title"
        className="w-[min(36rem,calc(100vw-2rem))] rounded-lg border border-hairline bg-sheet p-6 shadow-xl sm:p-8"
      >
        <h2 id="disconnect-title" className="text-xl leading-snug font-semibold [overflow-wrap:anywhere] sm:text-2xl">
          {organizationName ? t('title', { name }) : t('titleUnknown')}
        </h2>
        <dl className="mt-5 flex flex-col gap-4">
          {CONSEQUENCES.map((key) => (
            <div key={key}>
              <dt className="font-semibold">{t(key)}</dt>
              <dd className="text-soft [overflow-wrap:anywhere]">{t(`${key}Text`, { name })}</dd>
            </div>
          ))}
        </dl>
        <DisconnectForm
          action={action}
          connection={connection}
          dialog={DIALOG}
          steps={DISCONNECT_STEPS.map((step) => steps(step))}
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
