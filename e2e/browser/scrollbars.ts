/**
 * Runs in the page: what has a scrollbar although there is nothing to scroll to. Less than 3 px are a line or a margin
 * that sticks out, and no content.
 */
export function needlessScrollbars(): string[] {
  const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll'
  const little = (distance: number) => distance > 0 && distance < 3
  return [...document.querySelectorAll('*')]
    .filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element)
      const isPage = element === document.documentElement
      return (
        ((isPage || scrolls(overflowY)) && little(element.scrollHeight - element.clientHeight)) ||
        ((isPage || scrolls(overflowX)) && little(element.scrollWidth - element.clientWidth))
      )
    })
    .map((element) => element.outerHTML.slice(0, 200))
}
