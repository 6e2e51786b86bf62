/** The name of an organisation, in its own direction of writing, and what tells it from another of the same name. */
export function Name({ name, apart }: { name: string; apart: string | null }) {
  return (
    <>
      <bdi>{name}</bdi>
      {apart && <span className="apart"> {apart}</span>}
    </>
  )
}

/** The same where only text can stand. */
export function nameAlone(name: string, apart: string | null): string {
  return apart ? `${name}, ${apart}` : name
}
