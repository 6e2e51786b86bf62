import { Fragment } from 'react'
import { Code } from '#components/ui/copy/code'

/** A text of the API's document, which is in English whatever the page is in: what stands between backticks is code. */
export function Prose({ text }: { text: string }) {
  const parts = text.split('`').map((part, at) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text that does not change.
    return at % 2 === 1 ? <Code key={at}>{part}</Code> : <Fragment key={at}>{part}</Fragment>
  })
  return <span lang="en">{parts}</span>
}
