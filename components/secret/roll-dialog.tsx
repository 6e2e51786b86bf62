import type { ReactNode } from 'react'
import { DialogButton } from '#components/ui/form/dialog-button'

export interface RollDialogProps {
  /** Of what gets a new secret. */
  id: string
  texts: { roll: string; title: string; lead: string; close: string }
  /** The form that ends in the new secret. */
  children: ReactNode
}

/** Asks before something gets a new secret, and shows it. */
export function RollDialog({ id, texts, children }: RollDialogProps) {
  const dialog = `roll-${id}`
  return (
    <>
      <DialogButton dialog={dialog} command="show-modal" variant="secondary">
        {texts.roll}
      </DialogButton>
      <dialog id={dialog} aria-labelledby={`${dialog}-title`} className="dialog">
        <h2 id={`${dialog}-title`}>{texts.title}</h2>
        <p className="mt-3">{texts.lead}</p>
        {children}
        <div className="mt-4">
          <DialogButton dialog={dialog} command="close" variant="secondary">
            {texts.close}
          </DialogButton>
        </div>
      </dialog>
    </>
  )
}
