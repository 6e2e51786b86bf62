/**
 * Letter by letter as it is registered. For a loopback address, and only for one that is written as an address, any port
 * will do: `localhost` is a name like others (fosite, authorize_helper.go; RFC 8252, sections 7.3 and 8.3).
 */
export function isAllowedRedirectUri(registered: string[], uri: unknown): uri is string {
  if (typeof uri !== 'string') return false
  return registered.includes(uri) || registered.some((each) => isSameLoopback(each, uri))
}

function isSameLoopback(registered: string, uri: string): boolean {
  const [known, asked] = [URL.parse(registered), URL.parse(uri)]
  if (!known || !asked || asked.protocol !== 'http:' || !/^(127(\.\d+){3}|\[::1\])$/.test(asked.hostname)) return false
  return known.hostname === asked.hostname && known.pathname === asked.pathname && known.search === asked.search
}
