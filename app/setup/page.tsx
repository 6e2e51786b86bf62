import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { titled } from '#app/titled'
import { SetupCheck } from '#components/setup/setup-check'
import { SetupClosed } from '#components/setup/setup-closed'
import { SetupSummary } from '#components/setup/setup-summary'
import { StandCounts } from '#components/setup/stand-counts'
import { buttonClass } from '#components/ui/form/button-class'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { openSetup } from '#lib/loaders/setup/open-setup'

export const generateMetadata = titled(() => translations('setup')('title'))

export default async function SetupPage() {
  const t = translations('setup')
  const setup = await openSetup()
  if (setup.kind === 'closed')
    return (
      <>
        <PageHeading title={t('title')} />
        <SetupClosed signedIn={setup.signedIn} connect={connectWithQonto} />
      </>
    )
  const { items, stands, version } = setup
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
      {stands && <StandCounts stands={stands} />}
      <SetupSummary checks={items} />
      <ul className="mt-8 border-b border-hairline">
        {items.map((item) => (
          <SetupCheck key={item.item} check={item} />
        ))}
      </ul>
      <p className="mt-6 text-sm text-soft">{t('version', { version })}</p>
    </>
  )
}
