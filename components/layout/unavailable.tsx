import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'

/** Rendered on the server, so that it also reaches people whose browser runs no script. */
export function Unavailable({ href }: { href: string }) {
  const t = translations('unavailable')
  return (
    <div className="py-10 sm:py-16">
      <h1 className="max-w-2xl text-3xl leading-tight font-semibold tracking-[-0.02em] sm:text-4xl">{t('title')}</h1>
      <p className="mt-3 max-w-prose text-soft">{t('body')}</p>
      <a href={href} className={`${buttonClass('primary')} mt-7`}>
        {t('again')}
      </a>
    </div>
  )
}
