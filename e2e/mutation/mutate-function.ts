/** A function of a module, replaced by an expression in which `original` is the function itself. */
export interface Edit {
  file: string
  /** A function at the top level of the file. */
  name: string
  becomes: string
}

/** The source with the function replaced, for all callers, those in its own file too. Null when there is no such function. */
export function mutateFunction(source: string, { name, becomes }: Edit): string | null {
  const found = new RegExp(`^(export )?((?:async )?function )${name}\\b`, 'm').exec(source)
  if (!found) return null
  const [declaration, exported = '', keyword = ''] = found
  const renamed = source.replace(declaration, `${keyword}${name}Original`)
  return `${renamed}\n${exported}const ${name} = ((original) => ${becomes})(${name}Original)\n`
}
