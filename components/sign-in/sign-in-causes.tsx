import { translations } from '#i18n/server'

const CAUSES = ['causeTabs', 'causeTime', 'causeBack'] as const

export function SignInCauses() {
  const t = translations('signInError')
  return (
    <section aria-labelledby="causes" className="mt-10">
      <h2 id="causes" className="text-lg font-semibold">
        {t('causes')}
      </h2>
      <ol className="mt-2 list-decimal pl-5 text-soft marker:text-accent">
        {CAUSES.map((cause) => (
          <li key={cause} className="py-1 pl-1">
            {t(cause)}
          </li>
        ))}
      </ol>
    </section>
  )
}
