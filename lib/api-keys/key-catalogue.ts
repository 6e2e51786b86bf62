/** What a key may be allowed to do. A closed list; each has its sentence in the message files. */
export const PERMISSIONS = [
  'connections:read',
  'tokens:read',
  'qonto:read',
  'qonto:write',
  'connections:write',
  'webhooks:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** For how many days a key may be made; null for ever. */
export const LIFETIMES_DAYS = [30, 90, 365, null] as const

/** For how many hours the former secret still works after rolling. */
export const OVERLAPS_HOURS = [0, 1, 24, 72] as const

/** Unrevoked keys of one user. */
export const MOST_KEYS = 50
export const LONGEST_NAME = 80
