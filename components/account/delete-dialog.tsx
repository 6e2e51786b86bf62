import type { ReactNode } from 'react'
import { type DeleteAction, DeleteForm } from '#components/account/delete-form'
import { DialogButton } from '#components/ui/form/dialog-button'
import { formatter, translations } from '#i18n/server'

interface DeleteDialogProps {
  organizations: Array<string | null>
  action: DeleteAction
  /** Offered when the session is not fresh any more. */
  signIn: ReactNode
}

const DIALOG = 'delete-account'
/** More names than this are counted: the buttons must stay in sight on a phone. */
const NAMED = 5

/** Says what ends, what is erased, what stays and that it cannot be undone, before anything happens. */
export function DeleteDialog({ organizations, action, signIn }: DeleteDialogProps) {
  const t = translations('account.dialog')
  const format = formatter()
  const named = organizations.filter((name) => name !== null).slice(0, NAMED)
  const others = organizations.length - named.length
  const names = format.list([...named, ...(others > 0 ? [t('others', { count: others })] : [])])
  return (
    <>
      <DialogButton dialog={DIALOG} command="show-modal" variant="secondary">
        {t('open')}
      </DialogButton>
      <dialog id={DIALOG} aria-labelledby="delete-account-title" className="dialog">
        <h2 id="delete-account-title">{t('title')}</h2>
        <dl>
          <div>
            <dt>{t('ends')}</dt>
            <dd>{t('endsText', { count: organizations.length, names })}</dd>
          </div>
          {(['erased', 'stays', 'undo'] as const).map((key) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>{t(`${key}Text`)}</dd>
            </div>
          ))}
        </dl>
        <DeleteForm
          action={action}
          dialog={DIALOG}
          signIn={signIn}
          texts={{
            keep: t('keep'),
            confirm: t('confirm'),
            running: t('running'),
            signInAgain: t('signInAgain'),
          }}
        />
      </dialog>
    </>
  )
}
