/** The form that acts on what is picked. The fields stand in the lines and name it. */
export const PICK_FORM = 'pick'
export const PICKED = 'picked'

/** Picks a line. Seen while the form is open. */
export function Pick({ id, name }: { id: string; name: string }) {
  return <input type="checkbox" form={PICK_FORM} name={PICKED} value={id} aria-label={name} className="pick" />
}
