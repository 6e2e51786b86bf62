import { translations } from '#i18n/server'

export default function StatusNotFound() {
  const t = translations('status')
  return (
    <div className="py-10 sm:py-16">
      <h1 className="text-3xl leading-tight font-semibold tracking-[-0.02em] sm:text-4xl">{t('goneTitle')}</h1>
      <p className="mt-3 max-w-prose text-soft">{t('gone')}</p>
    </div>
  )
}
