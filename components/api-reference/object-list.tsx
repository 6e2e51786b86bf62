import { FieldList } from '#components/api-reference/field-list'
import { Prose } from '#components/api-reference/prose'
import type { ApiReferenceView } from '#lib/loaders/views'

/** What several calls answer with. */
export function ObjectList({ objects }: Pick<ApiReferenceView, 'objects'>) {
  return objects.map(({ name, description, fields }) => (
    <section key={name} aria-labelledby={name} className="pt-8">
      <h3 id={name} className="scroll-mt-6 font-mono font-semibold">
        {name}
      </h3>
      <p className="mb-3 text-soft">
        <Prose text={description} />
      </p>
      <FieldList fields={fields} />
    </section>
  ))
}
