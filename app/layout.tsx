import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { geist } from '#app/font'
import { ErrorBoundary } from '#components/layout/error-boundary'
import { SiteFooter } from '#components/layout/site-footer'
import { SiteHeader } from '#components/layout/site-header'
import { chosen } from '#i18n/asker'
import { THEMES } from '#i18n/preferences'
import { locale, translations } from '#i18n/server'
import { loadViewer } from '#lib/loaders/load-viewer'
import './globals.css'

// Every page is personal, and the content policy needs a fresh nonce for each answer.
export const dynamic = 'force-dynamic'

/** Texts wait for the session, as on every page: the account may have another language than the cookie remembers. */
export async function generateMetadata(): Promise<Metadata> {
  await loadViewer()
  const t = translations('product')
  return {
    title: { default: t('name'), template: `%s · ${t('name')}` },
    description: t('description'),
    robots: { index: false },
  }
}

const THEME_COLORS = { light: '#fdfcfa', dark: '#1d1b18' }

export async function generateViewport(): Promise<Viewport> {
  await loadViewer()
  const { theme } = chosen()
  if (theme) return { colorScheme: theme, themeColor: THEME_COLORS[theme] }
  return {
    colorScheme: 'light dark',
    themeColor: THEMES.map((one) => ({ media: `(prefers-color-scheme: ${one})`, color: THEME_COLORS[one] })),
  }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const t = translations('chrome')
  const error = translations('error')
  const unavailable = translations('unavailable')
  const viewer = await loadViewer()
  const signedIn = viewer.kind === 'signed-in'
  const { theme, timeZone } = chosen()
  return (
    <html lang={locale()} data-theme={theme} data-time-zone={timeZone} className={geist.variable}>
      <body className="flex min-h-dvh flex-col font-sans">
        <a
          href="#content"
          className="absolute top-2 left-2 z-10 -translate-y-20 rounded-md bg-ink px-4 py-2 font-medium text-paper focus:translate-y-0"
        >
          {t('skip')}
        </a>
        <SiteHeader environment={viewer.environment} signedIn={signedIn} name={signedIn ? viewer.name : null} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-5xl flex-1 px-5 pt-7 outline-none sm:px-8 sm:pt-10"
        >
          <ErrorBoundary
            title={error('title')}
            body={error('body')}
            again={error('again')}
            reference={error('reference')}
            special={{ DATABASE_UNAVAILABLE: { title: unavailable('title'), body: unavailable('body') } }}
          >
            {children}
          </ErrorBoundary>
        </main>
        <SiteFooter signedIn={signedIn} controlRoom={viewer.controlRoom} />
      </body>
    </html>
  )
}
