'use client'

import './globals.css'

/** Replaces the whole document when even the layout failed; there is no translation to reach from here. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body className="mx-auto max-w-2xl px-5 py-16 font-sans">
        <title>Mooring</title>
        <h1 className="text-3xl leading-tight font-semibold">This page could not be shown</h1>
        <p className="mt-3 text-soft">
          Something went wrong while this page was shown. If you had just pressed a button, it may have worked: look at
          the page again before you press it once more.
        </p>
        <button
          type="button"
          onClick={() => retry()}
          className="mt-7 min-h-11 rounded-md border border-accent bg-accent px-5 font-medium text-accent-ink"
        >
          Try again
        </button>
      </body>
    </html>
  )
}
