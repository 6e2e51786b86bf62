/** Endpoints of one user. */
export const MOST_ENDPOINTS = 20
export const LONGEST_DESCRIPTION = 80
/** For how long deliveries are signed with the former secret too. */
export const OVERLAP_HOURS = 24
/** After so long without a delivery that arrived nobody is thought to be there. */
export const FAILING_DAYS = 5

/** The type of a delivery that somebody asked for to see whether it arrives. No event: nobody else is told of it. */
export const TEST_TYPE = 'webhook.test'
