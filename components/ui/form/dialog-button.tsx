'use client'

import type { ReactNode } from 'react'
import { type ButtonVariant, buttonClass } from '#components/ui/form/button-class'

declare module 'react' {
  // React passes the platform's own button commands through; its types do not know them yet.
  interface ButtonHTMLAttributes<T> {
    command?: 'show-modal' | 'close' | undefined
    commandfor?: string | undefined
  }
}

interface DialogButtonProps {
  dialog: string
  command: 'show-modal' | 'close'
  variant: ButtonVariant
  children: ReactNode
}

/** Opens or closes a dialog without a script; the script only helps browsers older than the command attribute. */
export function DialogButton({ dialog, command, variant, children }: DialogButtonProps) {
  const help = () => {
    if ('command' in HTMLButtonElement.prototype) return
    const element = document.getElementById(dialog)
    if (element instanceof HTMLDialogElement) command === 'close' ? element.close() : element.showModal()
  }
  return (
    <button type="button" command={command} commandfor={dialog} className={buttonClass(variant)} onClick={help}>
      {children}
    </button>
  )
}
