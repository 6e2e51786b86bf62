import { lightsOf } from '#components/lights/lights-of'
import { Away } from '#components/time/moment'
import { Icon } from '#components/ui/icon'
import { Section } from '#components/ui/section'
import { toneClass } from '#components/ui/tone'
import { tenseOf } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionDetail } from '#lib/loaders/views'

/** What a connection consists of, each part with its last proof. */
export function FiveLights({ connection }: { connection: ConnectionDetail }) {
  const t = translations('connection.lights')
  const money = t(connection.movesMoney ? 'canMoveMoney' : 'cannotMoveMoney')
  const mayDo = tenseOf(connection.verdict) === 'present'
  return (
    <Section id="health" title={t('title')}>
      <dl>
        {lightsOf(connection).map(({ name, says, tone, icon, provenAt }) => (
          <div key={name} className={`${toneClass(tone)} light`}>
            <dt>{t(name)}</dt>
            <dd>
              <span className="mark">
                <Icon name={icon} className="size-3" />
              </span>
              <span>
                <span>{t(`says.${says}`)}</span>
                {name === 'scopes' && mayDo && (
                  <span className={connection.movesMoney ? 'block font-semibold' : 'block'}>{money}</span>
                )}
              </span>
            </dd>
            <dd>
              <span>{t('lastProof')}</span> {provenAt ? <Away at={provenAt} /> : t('never')}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
