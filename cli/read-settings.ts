import { Failure } from '#cli/failure'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Settings {
  /** The origin of the dashboard. */
  url: string
  key: string
}

/** Where `npm start` serves. */
const DEFAULT_URL = 'http://localhost:3000'
const KEY = /^mrk_[0-9A-Za-z]{49}$/
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Reads `MOORING_URL` and `MOORING_KEY`. No message quotes one: a key in the wrong variable must not end in a log. */
export function readSettings(env: Environment): Settings {
  const url = URL.parse(env.MOORING_URL?.trim() || DEFAULT_URL)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Failure(`MOORING_URL is no address. Write it as ${DEFAULT_URL}.`)
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password)
    throw new Failure(`MOORING_URL is more than the address of a dashboard. Write it as ${DEFAULT_URL}.`)
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw new Failure('MOORING_URL begins with http://, and a key is sent over https only, except on this machine.')
  const key = env.MOORING_KEY?.trim() ?? ''
  if (key === '') throw new Failure(`MOORING_KEY is missing. Make a key at ${url.origin}/api-keys and export it.`)
  if (!KEY.test(key)) throw new Failure('MOORING_KEY is no API key: a key is mrk_ and 49 letters and digits.')
  return { url: url.origin, key }
}
