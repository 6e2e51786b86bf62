'use client'

import { type ReactNode, useState } from 'react'
import { buttonClass } from '#components/ui/form/button-class'

interface Group {
  name: string
  head: ReactNode
  calls: Array<{ id: string; words: string; content: ReactNode }>
}

interface CallFilterProps {
  groups: Group[]
  /** What the address asks for: without JavaScript the form puts it there. */
  query: string
  texts: {
    label: string
    hint: string
    submit: string
    /** By how many are found. */
    found: string[]
  }
}

/** Shows the calls that have every word. */
export function CallFilter({ groups, query, texts }: CallFilterProps) {
  const [asked, setAsked] = useState(query)
  const words = asked.toLowerCase().split(/\s+/)
  const shown = groups
    .map((group) => ({
      ...group,
      calls: group.calls.filter((call) => words.every((word) => call.words.includes(word))),
    }))
    .filter(({ calls }) => calls.length > 0)
  const count = shown.reduce((sum, { calls }) => sum + calls.length, 0)
  return (
    <>
      <search>
        <form method="get" className="flex flex-wrap items-end gap-3">
          <label className="field flex-1 basis-60">
            <span>{texts.label}</span>
            <input
              type="search"
              name="q"
              defaultValue={query}
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
              aria-describedby="find-hint"
              onChange={(event) => setAsked(event.target.value)}
            />
          </label>
          <button type="submit" className={buttonClass('secondary', '')}>
            {texts.submit}
          </button>
          <p id="find-hint" className="basis-full text-sm text-soft">
            {texts.hint}
          </p>
        </form>
        <p role="status" className="mt-2 text-soft">
          {texts.found[count]}
        </p>
      </search>
      {shown.map(({ name, head, calls }) => (
        <section key={name} aria-label={name} className="mt-10">
          {head}
          {calls.map(({ id, content }) => (
            <div key={id} className="border-b border-hairline">
              {content}
            </div>
          ))}
        </section>
      ))}
    </>
  )
}
