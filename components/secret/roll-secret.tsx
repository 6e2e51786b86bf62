import type { ReactNode } from 'react'
import { RollDialog, type RollDialogProps } from '#components/secret/roll-dialog'
import { type SecretAction, SecretForm, type SecretFormTexts, type SecretLine } from '#components/secret/secret-form'

interface RollSecretProps {
  action: SecretAction
  /** The field that names what gets a new secret. */
  field: { name: string; value: string }
  dialog: RollDialogProps['texts']
  texts: SecretFormTexts
  lines?: SecretLine[]
  signIn: ReactNode
  /** What else has to be said. */
  children?: ReactNode
}

/** The button behind which something gets a new secret, and the dialog that asks before. */
export function RollSecret({ action, field, dialog, texts, lines = [], signIn, children }: RollSecretProps) {
  return (
    <RollDialog id={field.value} texts={dialog}>
      <SecretForm action={action} lines={lines} signIn={signIn} texts={texts}>
        <input type="hidden" {...field} />
        {children}
      </SecretForm>
    </RollDialog>
  )
}
