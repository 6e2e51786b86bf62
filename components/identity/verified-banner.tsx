import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'

interface VerifiedBannerProps {
  verified: boolean
  tense: Tense
}

/** Whether the stored identity may be relied on. Of a connection that is over it says what was true when it arrived. */
export function VerifiedBanner({ verified, tense }: VerifiedBannerProps) {
  const t = translations('identity')
  const current = tense === 'present'
  const tone = verified ? (current ? 'good' : 'quiet') : 'attention'
  return (
    <div className={`${toneClass(tone)} rounded-lg border border-tone-line bg-tone-surface px-5 py-5 sm:px-8 sm:py-7`}>
      <h2 className="flex items-center gap-3 text-2xl leading-tight font-semibold tracking-[-0.02em] text-tone-ink sm:text-[2rem]">
        <span className="mark inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-tone-ink text-paper">
          <Icon name={verified ? 'check' : 'bang'} className="size-5" />
        </span>
        <span>{verified ? t(current ? 'verifiedTitle' : 'verifiedBeforeTitle') : t('unverifiedTitle')}</span>
      </h2>
      <p className="mt-2 max-w-prose">
        {verified ? t(current ? 'verified' : `verifiedBefore.${tense}`) : t('unverified')}
      </p>
    </div>
  )
}
