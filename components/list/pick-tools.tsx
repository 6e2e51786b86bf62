import { PickAll, PickForm } from '#components/list/pick-form'
import type { SentenceAction } from '#components/notifications/sentence-form'
import { Disclosure } from '#components/ui/disclosure'
import { buttonClass } from '#components/ui/form/button-class'
import { Icon } from '#components/ui/icon'
import { translations } from '#i18n/server'

interface PickToolsProps {
  action: SentenceAction
  isArchive: boolean
  /** Whether there is anything that could be deleted. */
  hasEnded: boolean
}

/** What can be done with several connections at once. While it is open, every line has a field to pick it. */
export function PickTools({ action, isArchive, hasEnded }: PickToolsProps) {
  const t = translations('connections.picked')
  const remove = translations('connections.delete')
  const acts = ['check', 'pause', 'resume', isArchive ? 'unarchive' : 'archive'] as const
  const button = (act: string, text: string) => (
    <button key={act} type="submit" name="act" value={act} className={buttonClass('secondary', '')}>
      {text}
    </button>
  )
  return (
    <PickForm action={action}>
      <details className="picking">
        <summary className="disclosure">
          <Icon name="chevron" className="turns-when-open size-4" />
          <span>{t('title')}</span>
        </summary>
        <p className="text-soft">{t('hint')}</p>
        <div>
          <PickAll text={t('all')} />
          {acts.map((act) => button(act, t(act)))}
          <button
            type="submit"
            formAction="/connections/export"
            formMethod="get"
            className={buttonClass('secondary', '')}
          >
            {t('export')}
          </button>
        </div>
        <div>
          <label>
            <span className="label">{t('label')}</span> <input name="label" maxLength={40} autoComplete="off" />
          </label>
          {button('label', t('addLabel'))}
          {button('unlabel', t('removeLabel'))}
        </div>
        {hasEnded && (
          <Disclosure title={t('delete')}>
            <p className="max-w-prose text-soft">{remove('several')}</p>
            <div>
              <button type="submit" name="act" value="delete" className={buttonClass('danger', 'mt-3')}>
                {remove('confirm')}
              </button>
            </div>
          </Disclosure>
        )}
      </details>
    </PickForm>
  )
}
