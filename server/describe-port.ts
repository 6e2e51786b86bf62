/** Why the dashboard cannot listen, as a sentence. */
export function describePortProblem(port: number, code: string): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop what uses it, or choose another one with --port N.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: choose one from 1024 upwards with --port N.`
  return `Cannot listen on port ${port} (${code}).`
}
