import { Moment } from '#components/time/moment'
import { Code, CodeBlock } from '#components/ui/copy/code'
import type { IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { codeKey, setupItemKey, setupReasonKey, setupTodoKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { SetupItem } from '#lib/loaders/views'

const LOOKS: Record<SetupItem['outcome'], { tone: Tone; icon: IconName }> = {
  good: { tone: 'good', icon: 'check' },
  bad: { tone: 'broken', icon: 'cross' },
  unknown: { tone: 'attention', icon: 'question' },
  not_needed: { tone: 'quiet', icon: 'minus' },
}

/** One thing the dashboard needs: what it is, how the test went, and what to do if it did not go well. */
export function SetupCheck({ check }: { check: SetupItem }) {
  const t = translations('setup')
  const codes = translations('codes')
  const words = translations('words')
  const { item, outcome, fact, reason, at } = check
  const key = setupItemKey(item)
  const own = reason === null ? null : setupReasonKey(reason)
  const special = reason === null ? null : setupTodoKey(reason)
  const open = outcome === 'bad' || outcome === 'unknown'
  // What could not be tested may well be right; the address alone is registered without a test.
  const blocked = outcome === 'unknown' && item !== 'redirect_uri'
  return (
    <li className="grid gap-x-8 gap-y-2 border-t border-hairline py-5 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <h2 className="text-lg font-semibold">{key ? t(`items.${key}.title`) : t('unknownItem')}</h2>
        {key && <p className="max-w-prose text-soft">{t(`items.${key}.meaning`)}</p>}
        {fact !== null && item === 'redirect_uri' && (
          <div className="mt-2">
            <CodeBlock text={String(fact)} copy={words('copy')} copied={words('copied')} />
          </div>
        )}
        {fact !== null && item !== 'redirect_uri' && (
          <p className="mt-2 inline-block rounded-sm bg-sunken px-2 py-0.5">
            <Code>{factText(item, fact)}</Code>
          </p>
        )}
        {at && (
          <p className="mt-2">
            <span>{t('lastRun')}</span> <Moment at={at} relative />
          </p>
        )}
        {reason !== null && (
          <p className={`mt-3 max-w-prose ${open ? 'font-medium' : 'text-soft'}`}>
            {own ? t(`reasons.${own}`) : codes(codeKey(reason) ?? 'other')}
          </p>
        )}
        {open && key && (
          <p className="mt-1 max-w-prose">
            <span className="font-medium">{t('todo')}</span>{' '}
            {special ? t(`todos.${special}`) : blocked ? t('untested') : t(`items.${key}.todo`)}
          </p>
        )}
      </div>
      <p className="row-start-1 sm:col-start-2">
        <Tag {...LOOKS[outcome]}>{t(`outcomes.${outcome}`)}</Tag>
      </p>
    </li>
  )
}

function factText(item: string, fact: string): string {
  const t = translations('setup')
  if (item === 'clock') return t('seconds', { count: fact })
  return item === 'background' ? t('overdue', { count: Number(fact) }) : fact
}
