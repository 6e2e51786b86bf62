import { type Picture, THEMES } from './take.ts'

/** One page with all pictures, those of a page side by side, to be looked through quickly. */
export function contactSheet(pictures: Picture[]): string {
  const names = [...new Set(pictures.map(({ name }) => name))]
  const sections = names.map((name) => {
    const own = pictures.filter((picture) => picture.name === name)
    const rows = THEMES.map(
      (theme) =>
        `<div>${own
          .filter((one) => one.theme === theme)
          .map(figure)
          .join('')}</div>`,
    )
    return `<section id="${name}"><h2>${name}</h2>${rows.join('')}</section>`
  })
  const list = names.map((name) => `<a href="#${name}">${name}</a>`).join(' ')
  return `<!doctype html>
<meta charset="utf-8">
<title>${pictures.length} screenshots</title>
<style>
  body { font: 14px/1.5 system-ui; margin: 24px; background: #888; color: #000 }
  nav a { margin-right: 12px; color: inherit }
  section > div { display: flex; align-items: start; gap: 16px; margin-bottom: 16px; overflow-x: auto }
  figure { margin: 0; flex: none }
  figcaption { font-size: 12px }
  b { color: #700 }
  img { display: block; zoom: 0.6 }
</style>
<nav>${list}</nav>
${sections.join('\n')}
`
}

function figure({ file, width, theme, problems }: Picture): string {
  const said = problems.map((problem) => ` <b>${escaped(problem)}</b>`).join('')
  return `<figure><figcaption>${width} ${theme}${said}</figcaption><a href="${file}"><img src="${file}" loading="lazy" alt=""></a></figure>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
