/**
 * Runs in the page: rewrites it as Google Translate and others do. Each text node gives way to two nested `font` elements
 * with a text node of their own, at once and whenever another one appears. The words stay, so that a test can read them.
 */
export function translate(): void {
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
