import { PersonalValue } from '#components/identity/personal-value'
import { TimeClaim } from '#components/identity/time-claim'
import { Code } from '#components/ui/code'
import { claimKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ClaimView } from '#lib/loaders/views'

/** One claim: its name, what it means, and its value. */
export function ClaimRow({ claim }: { claim: ClaimView }) {
  const t = translations('identity')
  const meanings = translations('claims')
  const key = claimKey(claim.name)
  return (
    <div className="grid gap-x-8 gap-y-1.5 border-t border-hairline first:border-t-0 py-4 sm:grid-cols-[14rem_1fr] md:grid-cols-[17rem_1fr]">
      <dt>
        <code className="font-mono text-[0.9375rem] font-semibold">{claim.name}</code>
        <span className="block text-sm text-soft">{key ? meanings(key) : t('unknownClaim')}</span>
      </dt>
      <dd className="min-w-0">
        <ClaimValue claim={claim} />
      </dd>
    </div>
  )
}

function ClaimValue({ claim }: { claim: ClaimView }) {
  const t = translations('identity')
  if (claim.kind === 'time' && claim.at) return <TimeClaim at={claim.at} raw={claim.value} />
  // A claim without a known kind may well be about the person.
  if (claim.kind === 'personal' || !claim.known)
    return <PersonalValue value={claim.value} show={t('showPersonal')} hide={t('hidePersonal')} />
  return <Code>{claim.value}</Code>
}
