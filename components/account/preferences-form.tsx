import { type SentenceAction, SentenceForm } from '#components/notifications/sentence-form'
import { Section } from '#components/ui/section'
import { chosen } from '#i18n/asker'
import { LANGUAGES } from '#i18n/languages'
import { SPOKEN } from '#i18n/messages'
import { THEMES, TIME_ZONES } from '#i18n/preferences'
import { translations } from '#i18n/server'

/** Language, theme and time zone: each as the browser has it, or as the person wants it. */
export function PreferencesForm({ action }: { action: SentenceAction }) {
  const t = translations('account.preferences')
  const { language, theme, timeZone } = chosen()
  const languages = SPOKEN.map((one) => ({ value: one, label: LANGUAGES[one].name, lang: LANGUAGES[one].tag }))
  const themes = THEMES.map((one) => ({ value: one, label: t(`themes.${one}`) }))
  const zones = TIME_ZONES.map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))
  return (
    <Section id="preferences" title={t('title')} lead={t('lead')}>
      <div className="pt-5">
        <SentenceForm action={action} label={t('save')} pending={t('saving')} variant="secondary">
          <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
            <Choose name="language" label={t('language')} usual={t('asBrowser')} options={languages} value={language} />
            <Choose name="theme" label={t('theme')} usual={t('asSystem')} options={themes} value={theme} />
            <Choose name="timeZone" label={t('timeZone')} usual={t('asBrowser')} options={zones} value={timeZone} />
          </div>
        </SentenceForm>
      </div>
    </Section>
  )
}

interface ChooseProps {
  name: string
  label: string
  /** What stands for no choice. */
  usual: string
  options: Array<{ value: string; label: string; lang?: string }>
  value: string | null
}

function Choose({ name, label, usual, options, value }: ChooseProps) {
  return (
    <label className="field">
      <span>{label}</span>
      {/* Made anew when another is chosen: React resets a form that was sent to what its fields began with. */}
      <select key={value} name={name} defaultValue={value ?? ''}>
        <option value="">{usual}</option>
        {options.map((one) => (
          <option key={one.value} value={one.value} lang={one.lang}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  )
}
