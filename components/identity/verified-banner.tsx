import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import { getTranslations } from '#i18n/server'

/** Whether the stored identity may be relied on. */
export async function VerifiedBanner({ verified }: { verified: boolean }) {
  const t = await getTranslations('identity')
  return (
    <div
      className={`${toneClass(verified ? 'good' : 'attention')} rounded-lg border border-tone-line bg-tone-surface px-5 py-5 sm:px-8 sm:py-7`}
    >
      <h2 className="flex items-center gap-3 text-2xl leading-tight font-semibold tracking-[-0.02em] text-tone-ink sm:text-[2rem]">
        <span className="mark inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-tone-ink text-paper">
          <Icon name={verified ? 'check' : 'bang'} className="size-5" />
        </span>
        {verified ? t('verifiedTitle') : t('unverifiedTitle')}
      </h2>
      <p className="mt-2 max-w-prose">{verified ? t('verified') : t('unverified')}</p>
    </div>
  )
}
