/** Where a database is, without user and password. */
export function describeDatabase(databaseUrl: string): string {
  const url = URL.parse(databaseUrl)
  if (!url) return '(address not readable)'
  return `${url.hostname || 'localhost'}:${url.port || '5432'}${decodeURIComponent(url.pathname)}`
}
