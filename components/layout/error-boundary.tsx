'use client'

import { catchError, type ErrorInfo } from 'next/error'
import { buttonClass } from '#components/ui/form/button-class'

interface ErrorTexts {
  title: string
  body: string
  again: string
  reference: string
  /** Other words for errors with a digest of their own. */
  special: Record<string, { title: string; body: string }>
}

function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null
  return typeof error.digest === 'string' ? error.digest : null
}

function Failure({ again, reference, special, ...usual }: ErrorTexts, { error, retry }: ErrorInfo) {
  const digest = digestOf(error)
  const { title, body } = (digest && special[digest]) || usual
  return (
    <div className="py-10 sm:py-16">
      <h1 className="max-w-2xl text-3xl leading-tight font-semibold tracking-[-0.02em] sm:text-4xl">{title}</h1>
      <p className="mt-3 max-w-prose text-soft">{body}</p>
      <button type="button" className={`${buttonClass('primary')} mt-7`} onClick={() => retry()}>
        {again}
      </button>
      {digest && (
        <p className="mt-6 text-sm text-soft">
          {reference} <code className="font-mono">{digest}</code>
        </p>
      )}
    </div>
  )
}

/** Next's error.tsx cannot be given translated texts; this boundary takes them from the layout. */
export const ErrorBoundary = catchError(Failure)
