import { DeleteDialog } from '#components/account/delete-dialog'
import type { DeleteAction } from '#components/account/delete-form'
import { type ConnectAction, ConnectForm } from '#components/connect-form'
import { buttonClass } from '#components/ui/form/button-class'
import { Choice, Choices } from '#components/ui/form/choices'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { AccountView } from '#lib/loaders/views'

interface AccountChoicesProps extends Pick<AccountView, 'fresh' | 'organizations'> {
  remove: DeleteAction
  connect: ConnectAction
}

/** What one can do about it: take it along, or have it erased. */
export function AccountChoices({ fresh, organizations, remove, connect }: AccountChoicesProps) {
  const t = translations('account')
  const start = translations('connect')
  const join = translations('join')
  const signIn = (
    <ConnectForm action={connect} intent="sign-in" backTo="/account" pending={start('pending')} variant="secondary">
      {t('signInAgain')}
    </ConnectForm>
  )
  return (
    <Section id="choices" title={t('choices')}>
      <Choices>
        <Choice narrow meaning={t('downloadMeaning')}>
          <a href="/account/export" download className={buttonClass('secondary')}>
            {t('download')}
          </a>
        </Choice>
        <Choice narrow meaning={join('linkMeaning')}>
          <a href="/account/join" className={buttonClass('secondary')}>
            {join('link')}
          </a>
        </Choice>
        <Choice narrow meaning={t(fresh ? 'deleteMeaning' : 'deleteStale')}>
          {fresh ? <DeleteDialog organizations={organizations} action={remove} signIn={signIn} /> : signIn}
        </Choice>
      </Choices>
    </Section>
  )
}
