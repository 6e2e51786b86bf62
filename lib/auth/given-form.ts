/** What an action was called with, as a form. Whoever calls it by hand chooses its arguments: anything else counts as an empty form. */
export function givenForm(given: unknown): FormData {
  return given instanceof FormData ? given : new FormData()
}
