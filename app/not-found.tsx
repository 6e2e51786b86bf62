import { buttonClass } from '#components/ui/form/button-class'
import { translations } from '#i18n/server'

export default function NotFound() {
  const t = translations('notFound')
  return (
    <div className="py-10 sm:py-16">
      <h1 className="text-3xl leading-tight font-semibold tracking-[-0.02em] sm:text-4xl">{t('title')}</h1>
      <p className="mt-3 max-w-prose text-soft">{t('body')}</p>
      <a href="/" className={`${buttonClass('primary')} mt-7`}>
        {t('home')}
      </a>
    </div>
  )
}
