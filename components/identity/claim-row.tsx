import { PersonalValue } from '#components/identity/personal-value'
import { TimeClaim } from '#components/identity/time-claim'
import { Code } from '#components/ui/copy/code'
import { Tag } from '#components/ui/tag'
import { claimKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ClaimChanges, ClaimView } from '#lib/loaders/views'

interface ClaimRowProps {
  claim: ClaimView
  change: ClaimChanges['claims'][number]['change'] | undefined
}

/** One claim: its name, what it means, its value, and whether that is another one than before. */
export function ClaimRow({ claim, change }: ClaimRowProps) {
  const t = translations('identity')
  const meanings = translations('claims')
  const key = claimKey(claim.name)
  return (
    <div className="claim">
      <dt>
        <code>{claim.name}</code> {change && <Tag tone="info">{t(`changes.${change}`)}</Tag>}
        <span className="note">{key ? meanings(key) : t('unknownClaim')}</span>
      </dt>
      <dd>
        <ClaimValue claim={claim} />
      </dd>
    </div>
  )
}

function ClaimValue({ claim }: { claim: ClaimView }) {
  const t = translations('identity')
  if (claim.kind === 'time' && claim.at) return <TimeClaim at={claim.at} raw={claim.value} />
  const copy = <CopyValue name={claim.name} />
  // A claim without a known kind may well be about the person.
  if (claim.kind === 'personal' || !claim.known)
    return (
      <PersonalValue value={claim.value} show={t('showPersonal')} hide={t('hidePersonal')}>
        {copy}
      </PersonalValue>
    )
  return (
    <>
      <Code>{claim.value}</Code>
      {copy}
    </>
  )
}

/** Copies what stands before it: `CopyArea` listens. */
function CopyValue({ name }: { name: string }) {
  const words = translations('words')
  return (
    <button type="button" className="copy" aria-label={`${words('copy')} ${name}`}>
      <span>{words('copy')}</span>
      <span>{words('copied')}</span>
    </button>
  )
}
