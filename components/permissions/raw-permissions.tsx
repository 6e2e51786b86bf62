import { CodeBlock } from '#components/ui/copy/code'
import { Disclosure } from '#components/ui/disclosure'
import { translations } from '#i18n/server'

/** Exactly what Qonto wrote. */
export function RawPermissions({ granted }: { granted: string }) {
  const t = translations('permissions')
  const words = translations('words')
  return (
    <div>
      <Disclosure title={t('raw')}>
        <p className="mb-3 text-soft">{t('rawMeaning')}</p>
        {granted ? <CodeBlock text={granted} copy={words('copy')} copied={words('copied')} /> : <p>{t('rawEmpty')}</p>}
      </Disclosure>
    </div>
  )
}
