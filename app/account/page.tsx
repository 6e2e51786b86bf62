import { choosePreferences, deleteAccount } from '#app/actions/account-actions'
import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { titled } from '#app/titled'
import { AccountChoices } from '#components/account/account-choices'
import { KeptList } from '#components/account/kept-list'
import { PreferencesForm } from '#components/account/preferences-form'
import { PageHeading } from '#components/ui/page-heading'
import { translations } from '#i18n/server'
import { loadAccount } from '#lib/loaders/load-account'

export const generateMetadata = titled(() => translations('account')('title'))

export default async function AccountPage() {
  const t = translations('account')
  const { since, kept, days, fresh, organizations } = await loadAccount()
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} />
      <PreferencesForm action={choosePreferences} />
      <div className="mt-12 grid gap-x-14 gap-y-12 lg:grid-cols-[1fr_20rem] lg:items-start">
        {/* First where there is one column: below the list nobody would look for them. */}
        <div className="lg:sticky lg:top-8 lg:order-last">
          <AccountChoices
            fresh={fresh}
            organizations={organizations}
            remove={deleteAccount}
            connect={connectWithQonto}
          />
        </div>
        <KeptList since={since} kept={kept} days={days} />
      </div>
    </>
  )
}
