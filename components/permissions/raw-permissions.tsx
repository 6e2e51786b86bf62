import { CodeBlock } from '#components/ui/code'
import { Disclosure } from '#components/ui/disclosure'
import { getTranslations } from '#i18n/server'

/** Exactly what Qonto wrote. */
export async function RawPermissions({ granted }: { granted: string }) {
  const [t, words] = await Promise.all([getTranslations('permissions'), getTranslations('words')])
  return (
    <div>
      <Disclosure title={t('raw')}>
        <p className="mb-3 text-soft">{t('rawMeaning')}</p>
        {granted ? <CodeBlock text={granted} copy={words('copy')} copied={words('copied')} /> : <p>{t('rawEmpty')}</p>}
      </Disclosure>
    </div>
  )
}
