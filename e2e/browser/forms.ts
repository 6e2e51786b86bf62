/** The forms and words of a page as a browser without JavaScript has them. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
}

/** The fields of the form whose button says exactly this, hidden ones included. */
export function readForm(html: string, button: RegExp): FormData {
  const found = html
    .match(/<form\b[\s\S]*?<\/form>/g)
    ?.find((form) => buttonsOf(form).some((text) => button.test(text)))
  if (!found) throw new Error(`No form of the page has a button ${button}: ${readText(html).slice(0, 500)}`)
  const form = new FormData()
  for (const [input] of found.matchAll(/<input\b[^>]*>/g))
    form.append(attribute(input, 'name'), attribute(input, 'value'))
  return form
}

/** True when the page has such a button. */
export function hasButton(html: string, button: RegExp): boolean {
  return buttonsOf(html).some((text) => button.test(text))
}

/** What one reads on a page, or in a part of it. */
export function readText(html: string): string {
  const visible = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style|template)\b[\s\S]*?<\/\1>/g, ' ')
  return decode(visible.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
}

/** The text of a section, by the id of its heading; null when there is none. */
export function readSection(html: string, heading: string): string | null {
  const found = new RegExp(`<section[^>]*aria-labelledby="${heading}"[\\s\\S]*?</section>`).exec(html)
  return found ? readText(found[0]) : null
}

function buttonsOf(html: string): string[] {
  return [...html.matchAll(/<button\b[^>]*>([\s\S]*?)<\/button>/g)].map(([, inner = '']) => readText(inner))
}

function attribute(tag: string, name: string): string {
  return decode(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

function decode(text: string): string {
  return text.replace(/&(?:amp|quot|#x27|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
}
