import { ConnectForm } from '#components/connect-form'
import { ActionForm } from '#components/connection/action-form'
import type { ConnectionActions } from '#components/connection/connection-actions'
import { DisconnectDialog } from '#components/disconnect/disconnect-dialog'
import { Choice, Choices } from '#components/ui/form/choices'
import { Section } from '#components/ui/section'
import { formatter, translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** A button without a border stands where its text would. */
const PLAIN = 'w-auto! -ml-5'

interface ManageConnectionProps {
  connection: ConnectionDetail
  actions: ConnectionActions
}

/**
 * The quieter things one can do, in three weights: what can be taken back is a button, going to Qonto is less than one, and
 * ending it stands apart. What the verdict already offers is not repeated.
 */
export function ManageConnection({ connection, actions }: ManageConnectionProps) {
  const t = translations('manage')
  const frame = translations('connection')
  const start = translations('connect')
  const { id, status, verdict, webhook } = connection
  const offered = verdict.action
  const form = { connection: id, variant: 'secondary' } as const
  const checkable = status === 'active' && offered !== 'check' && offered !== 'try_now'
  const renewable = status === 'active' && offered !== 'renew' && offered !== 'reconnect'
  return (
    <Section id="manage" title={frame('manage')}>
      <Choices>
        {checkable && (
          <Choice narrow meaning={t('checkMeaning')}>
            <ActionForm {...form} action={actions.check} label={t('check')} pending={t('checking')} />
          </Choice>
        )}
        {renewable && (
          <Choice narrow meaning={t('renewMeaning')}>
            <ConnectForm
              action={actions.connect}
              intent="reconnect"
              connection={id}
              variant="plain"
              className={PLAIN}
              pending={start('pending')}
            >
              {t('renew')}
            </ConnectForm>
          </Choice>
        )}
        {status === 'active' && (
          <Choice narrow meaning={<KeysStop meaning={t('pauseMeaning')} keys={connection.keys} />}>
            <ActionForm {...form} action={actions.pause} label={t('pause')} pending={t('pausing')} />
          </Choice>
        )}
        {status === 'frozen' && offered !== 'resume' && (
          <Choice narrow meaning={t('resumeMeaning')}>
            <ActionForm {...form} action={actions.resume} label={t('resume')} pending={t('resuming')} />
          </Choice>
        )}
        {webhook === 'offered' && (
          <Choice narrow meaning={t('subscribeMeaning')}>
            <ActionForm {...form} action={actions.subscribe} label={t('subscribe')} pending={t('subscribing')} />
          </Choice>
        )}
        <Choice narrow apart meaning={t('disconnectMeaning')}>
          <DisconnectDialog
            connection={id}
            organizationName={connection.organizationName}
            label={t('disconnect')}
            keys={connection.keys.map(({ name }) => name)}
            action={actions.disconnect}
          />
        </Choice>
      </Choices>
    </Section>
  )
}

/** What pausing does, and which API keys it stops. */
function KeysStop({ meaning, keys }: { meaning: string; keys: ConnectionDetail['keys'] }) {
  const t = translations('manage')
  if (keys.length === 0) return meaning
  return `${meaning} ${t('keysStop', { names: formatter().list(keys.map(({ name }) => name)) })}`
}
