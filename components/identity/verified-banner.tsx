import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/copy/code'
import { Icon } from '#components/ui/icon'
import { toneClass } from '#components/ui/tone'
import type { Tense } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ClaimChanges } from '#lib/loaders/views'

interface VerifiedBannerProps {
  /** Of the member, as Qonto's API says it. */
  name: string | null
  verified: boolean
  changes: ClaimChanges | null
  tense: Tense
  isUsed: boolean
}

/** Who it is, and whether that may be relied on. Of a connection that is paused or over it says what was true when it arrived. */
export function VerifiedBanner({ name, verified, changes, tense, isUsed }: VerifiedBannerProps) {
  const t = translations('identity')
  const tone = verified ? (isUsed ? 'good' : 'quiet') : 'attention'
  return (
    <div className={`${toneClass(tone)} rounded-lg border border-tone-line bg-tone-surface px-5 py-5 sm:px-8 sm:py-7`}>
      <h2 className="text-2xl leading-tight font-semibold tracking-[-0.02em] [overflow-wrap:anywhere] sm:text-[2rem]">
        {name ?? t('nameUnknown')}
      </h2>
      <p className="verdict-label mt-2">
        <span className="mark">
          <Icon name={verified ? 'check' : 'bang'} />
        </span>
        <span>{verified ? t(isUsed ? 'verifiedTitle' : 'verifiedBeforeTitle') : t('unverifiedTitle')}</span>
      </p>
      <p className="mt-2 max-w-prose">
        {verified ? t(tense === 'present' ? 'verified' : `verifiedBefore.${tense}`) : t('unverified')}
      </p>
      {changes && <Changes {...changes} />}
    </div>
  )
}

function Changes({ since, claims }: ClaimChanges) {
  const t = translations('identity.changes')
  return (
    <dl className="mt-5 grid gap-x-6 gap-y-1 sm:grid-cols-[auto_1fr]">
      <dt className="label">{t('since')}</dt>
      <dd>
        <Moment at={since} relative />
      </dd>
      <dt className="label">{t('title')}</dt>
      {claims.length === 0 ? (
        <dd>{t('none')}</dd>
      ) : (
        <dd>
          <ul>
            {claims.map(({ name, change }) => (
              <li key={name}>
                <Code>{name}</Code> {t(change)}
              </li>
            ))}
          </ul>
        </dd>
      )}
    </dl>
  )
}
