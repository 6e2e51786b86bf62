import { titled } from '#app/titled'
import { Calls } from '#components/api-reference/calls'
import { ObjectList } from '#components/api-reference/object-list'
import { ProblemList } from '#components/api-reference/problem-list'
import { CodeBlock } from '#components/ui/copy/code'
import { buttonClass } from '#components/ui/form/button-class'
import { PageHeading } from '#components/ui/page-heading'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import { loadApiReference } from '#lib/loaders/api-reference/load-api-reference'

export const generateMetadata = titled(() => translations('apiReference')('title'))

interface ApiReferencePageProps {
  searchParams: Promise<{ q?: string | string[] }>
}

export default async function ApiReferencePage({ searchParams }: ApiReferencePageProps) {
  const t = translations('apiReference')
  const words = translations('words')
  const { apiUrl, groups, objects, problems } = loadApiReference()
  const { q } = await searchParams
  return (
    <>
      <PageHeading
        title={t('title')}
        lead={t('lead')}
        aside={
          <a href="/api/v1/openapi.json" className={buttonClass('secondary')}>
            {t('document')}
          </a>
        }
      />
      <div className="mb-10 grid grid-cols-[minmax(0,1fr)] gap-3">
        <CodeBlock text={apiUrl} copy={words('copy')} copied={words('copied')} />
        <p className="max-w-prose text-soft">
          {t.rich('start', {
            code: (chunks) => <code className="code">{chunks}</code>,
            keys: (chunks) => (
              <a href="/api-keys" className="prose-link">
                {chunks}
              </a>
            ),
          })}
        </p>
      </div>
      <Calls groups={groups} query={typeof q === 'string' ? q.slice(0, 100) : ''} />
      <div className="mt-14">
        <Section id="objects" title={t('objects')} lead={t('objectsLead')}>
          <ObjectList objects={objects} />
        </Section>
      </div>
      <div className="mt-14">
        <Section id="problems" title={t('problems')} lead={t('problemsLead')}>
          <ProblemList problems={problems} />
        </Section>
      </div>
    </>
  )
}
