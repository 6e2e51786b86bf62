import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { ConnectForm } from '#components/connect-form'
import { ActionForm } from '#components/connection/action-form'
import type { ConnectionActions } from '#components/connection/connection-actions'
import { DisconnectDialog } from '#components/connection/disconnect-dialog'
import { outcomeTexts } from '#components/connection/outcome-texts'
import { Section } from '#components/ui/section'
import type { ConnectionDetail } from '#lib/loaders/views'

interface ManageConnectionProps {
  connection: ConnectionDetail
  actions: ConnectionActions
}

/** The quieter things one can do; what the verdict already offers is not repeated. */
export async function ManageConnection({ connection, actions }: ManageConnectionProps) {
  const [t, frame, texts] = await Promise.all([
    getTranslations('manage'),
    getTranslations('connection'),
    outcomeTexts(),
  ])
  const { id, status, verdict } = connection
  const offered = verdict.action
  const form = { connection: id, texts, variant: 'secondary' } as const
  const checkable = status === 'active' && offered !== 'check' && offered !== 'try_now'
  const renewable = status === 'active' && offered !== 'renew' && offered !== 'reconnect'
  return (
    <Section id="manage" title={frame('manage')}>
      <ul>
        {checkable && (
          <Choice meaning={t('checkMeaning')}>
            <ActionForm {...form} action={actions.check} label={t('check')} pending={t('checking')} />
          </Choice>
        )}
        {renewable && (
          <Choice meaning={t('renewMeaning')}>
            <ConnectForm
              action={actions.connect}
              intent="reconnect"
              connection={id}
              variant="secondary"
              pending={t('checking')}
            >
              {t('renew')}
            </ConnectForm>
          </Choice>
        )}
        {status === 'active' && (
          <Choice meaning={t('pauseMeaning')}>
            <ActionForm {...form} action={actions.pause} label={t('pause')} pending={t('pausing')} />
          </Choice>
        )}
        {status === 'frozen' && offered !== 'resume' && (
          <Choice meaning={t('resumeMeaning')}>
            <ActionForm {...form} action={actions.resume} label={t('resume')} pending={t('resuming')} />
          </Choice>
        )}
        <Choice meaning={t('disconnectMeaning')}>
          <DisconnectDialog
            connection={id}
            organizationName={connection.organizationName}
            label={t('disconnect')}
            action={actions.disconnect}
          />
        </Choice>
      </ul>
    </Section>
  )
}

function Choice({ meaning, children }: { meaning: string; children: ReactNode }) {
  return (
    <li className="flex flex-col gap-x-8 gap-y-3 border-t border-hairline py-4 first:border-t-0 sm:flex-row sm:items-center sm:justify-between lg:flex-col lg:items-stretch">
      <p className="max-w-prose sm:flex-1">{meaning}</p>
      <div className="sm:w-52 lg:w-auto sm:[&>button]:w-full lg:[&>button]:w-52 sm:[&>form>button]:w-full lg:[&>form>button]:w-52">
        {children}
      </div>
    </li>
  )
}
