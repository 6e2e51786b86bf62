import { ExternalLink } from '#components/ui/external-link'
import { buttonClass } from '#components/ui/form/button-class'
import { Icon, type IconName } from '#components/ui/icon'
import { translations } from '#i18n/server'
import type { GoodbyeView } from '#lib/loaders/views'
import { connectedApps } from '#lib/qonto/web-app'

/** What was done, what is still under way, and where one can see it with one's own eyes. */
export function Goodbye({ ended, ending, lost, environment }: GoodbyeView) {
  const t = translations('goodbye')
  return (
    <div className="max-w-3xl py-4 sm:py-8">
      <h1 id="goodbye" tabIndex={-1} className="display max-w-[24ch]">
        {t('title')}
      </h1>
      <p className="mt-4 max-w-[58ch] sm:text-[1.0625rem]">{t('body')}</p>
      <ul className="mt-7 flex flex-col gap-3">
        <Line icon="check">{t('erased')}</Line>
        <Line icon="check">{t('signedOut')}</Line>
        {ended > 0 && <Line icon="check">{t('ended', { count: ended })}</Line>}
        {ending > 0 && <Line icon="clock">{t('ending', { count: ending })}</Line>}
        {lost > 0 && <Line icon="alert">{t('lost', { count: lost })}</Line>}
      </ul>
      <p className="mt-7 max-w-[58ch] text-soft">
        {t.rich('apps', {
          apps: (text) => (
            <ExternalLink key="apps" href={connectedApps(environment)} note={t('newTab')}>
              {text}
            </ExternalLink>
          ),
        })}
      </p>
      <a href="/" className={`${buttonClass('secondary')} mt-8`}>
        {t('home')}
      </a>
    </div>
  )
}

function Line({ icon, children }: { icon: IconName; children: string }) {
  return (
    <li className={`${icon === 'check' ? 'tone-good' : 'tone-attention'} flex items-start gap-3`}>
      <Icon name={icon} className="mt-1 size-4.5 text-tone-ink" />
      <span className="max-w-[58ch]">{children}</span>
    </li>
  )
}
