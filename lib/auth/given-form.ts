/** What an action was called with, as a form. A caller without our page can send any arguments: anything but a form counts as an empty one. */
export function givenForm(given: unknown): FormData {
  return given instanceof FormData ? given : new FormData()
}
