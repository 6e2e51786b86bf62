'use client'

import './globals.css'

/** In the languages that are spoken, because no text of `messages/` reaches this far; the first where another one is asked for. */
const WORDS = {
  en: ['This page could not be shown', 'Try again'],
  fr: ['Cette page n’a pas pu être affichée', 'Réessayer'],
  de: ['Diese Seite konnte nicht angezeigt werden', 'Erneut versuchen'],
  it: ['Non è stato possibile mostrare questa pagina', 'Riprova'],
  es: ['No se ha podido mostrar esta página', 'Intentar de nuevo'],
} as const

const spokenIn = (lang: string) => (Object.keys(WORDS) as Array<keyof typeof WORDS>).find((one) => lang.startsWith(one))

/**
 * Replaces the whole document when a script of the layout itself fails. Where the layout fails on the server, nobody gets this
 * far: server/guard/face-refusals.ts has answered. It looks and reads as the document did that it replaces.
 */
export default function GlobalError({ retry }: { retry: () => void }) {
  const { lang, dataset, className } = typeof document === 'undefined' ? NOTHING : document.documentElement
  const [title, again] = WORDS[spokenIn(lang) ?? 'en']
  return (
    <html lang={lang} data-theme={dataset.theme} className={className}>
      <body className="px-5 py-16 font-sans sm:px-8">
        <title>{`${title} · Mooring`}</title>
        <main className="mx-auto max-w-5xl">
          <h1 className="max-w-2xl text-3xl leading-tight font-semibold tracking-[-0.02em] sm:text-4xl">{title}</h1>
          <button type="button" onClick={() => retry()} className="btn btn-primary mt-7">
            {again}
          </button>
        </main>
      </body>
    </html>
  )
}

const NOTHING = { lang: 'en-GB', dataset: {} as DOMStringMap, className: '' }
