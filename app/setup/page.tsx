import { titled } from '#app/titled'
import { SetupCheck } from '#components/setup/setup-check'
import { SetupSummary } from '#components/setup/setup-summary'
import { buttonClass } from '#components/ui/button-class'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadSetup } from '#lib/loaders/setup/load-setup'

export const generateMetadata = titled(() => translations('setup')('title'))

export default async function SetupPage() {
  const t = translations('setup')
  const { items } = await loadSetup()
  return (
    <>
      <PageHeading
        title={t('title')}
        lead={t('lead')}
        aside={
          <a href="/setup" className={buttonClass('secondary')}>
            {t('again')}
          </a>
        }
      />
      <SetupSummary checks={items} />
      <ul className="mt-8 border-b border-hairline">
        {items.map((item) => (
          <SetupCheck key={item.item} check={item} />
        ))}
      </ul>
    </>
  )
}
