import type { Page } from '@playwright/test'

/**
 * Runs in the page: rewrites it as Google Translate and others do. Each text node gives way to two nested `font` elements
 * with a text node of their own, at once and whenever another one appears. The words stay, so that a test can read them.
 */
function translate(): void {
  const wrap = (node: Node) => {
    const parent = node.parentElement
    if (!parent || !node.textContent?.trim() || parent.closest('font, script, style, noscript, svg, option')) return
    const outer = document.createElement('font')
    const inner = outer.appendChild(document.createElement('font'))
    inner.textContent = node.textContent
    parent.replaceChild(outer, node)
  }
  const wrapAll = (root: Node) => {
    if (root.nodeType === Node.TEXT_NODE) return wrap(root)
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found: Node[] = []
    while (walker.nextNode()) found.push(walker.currentNode)
    found.forEach(wrap)
  }
  wrapAll(document.body)
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'characterData') wrap(target)
      else addedNodes.forEach(wrapAll)
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

/** Translates a page that React has taken over, as a person who presses *Translate* does. */
export async function translatePage(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main, main button, main time')].every((element) =>
      Object.keys(element).some((key) => key.startsWith('__reactFiber')),
    ),
  )
  await page.evaluate(translate)
}
