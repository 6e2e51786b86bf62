/** For how many days a status link may be made. One without an end would be found years later by somebody who should not have it. */
export const STATUS_LIFETIMES_DAYS = [7, 30, 90, 365] as const
export const USUAL_STATUS_DAYS = 30

/** Unrevoked links of one user and kind. */
export const MOST_LINKS = 50
export const LONGEST_NAME = 80
