import { ClaimRow } from '#components/identity/claim-row'
import { Code } from '#components/ui/copy/code'
import { CopyArea } from '#components/ui/copy/copy-area'
import { Disclosure } from '#components/ui/disclosure'
import { Fact, Facts } from '#components/ui/facts'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { ClaimChanges, ClaimView } from '#lib/loaders/views'

interface ClaimListProps {
  claims: ClaimView[]
  header: Array<{ name: string; value: string }>
  changes: ClaimChanges | null
}

/** What the identity says, claim by claim; the technical header is folded away. */
export function ClaimList({ claims, header, changes }: ClaimListProps) {
  const t = translations('identity')
  return (
    <Section id="claims" title={t('claims')}>
      <CopyArea done={translations('words')('copied')}>
        <dl>
          {claims.map((claim) => (
            <ClaimRow
              key={claim.name}
              claim={claim}
              change={changes?.claims.find(({ name }) => name === claim.name)?.change}
            />
          ))}
        </dl>
      </CopyArea>
      <div className="border-t border-hairline pt-3">
        <Disclosure title={t('header')}>
          <p className="mb-3 text-soft">{t('headerMeaning')}</p>
          <Facts>
            {header.map(({ name, value }) => (
              <Fact key={name} name={name}>
                <Code>{value}</Code>
              </Fact>
            ))}
          </Facts>
        </Disclosure>
      </div>
    </Section>
  )
}
