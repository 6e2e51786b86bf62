import { translations } from '#i18n/server'

const STEPS = ['stepOne', 'stepTwo', 'stepThree'] as const

export function NextSteps() {
  const t = translations('start')
  return (
    <section aria-labelledby="next" className="mt-14 sm:mt-20">
      <h2 id="next" className="border-b border-edge pb-3 text-lg font-semibold">
        {t('next')}
      </h2>
      <ol className="mt-5 grid gap-x-10 gap-y-7 sm:grid-cols-3">
        {STEPS.map((step, index) => (
          <li key={step} className="grid grid-cols-[2.25rem_1fr] content-start sm:grid-cols-1">
            <span aria-hidden="true" className="text-2xl leading-7 font-light text-accent sm:mb-2 sm:text-3xl">
              {index + 1}
            </span>
            <div>
              <p className="font-semibold">{t(`${step}Title`)}</p>
              <p className="mt-0.5 text-soft">{t(step)}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
