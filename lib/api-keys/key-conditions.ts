/** In SQL: a row of `api_keys`, or of `links`, that is neither revoked nor expired. */
export const IS_LIVE_KEY = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'
