/** Every feature of the browser that a page can be denied, and that these pages do not use. Chromium 156's list, without client hints. */
const UNUSED_FEATURES = `
  accelerometer aria-notify autoplay browsing-topics camera captured-surface-control clipboard-read
  compute-pressure deferred-fetch deferred-fetch-minimal digital-credentials-create digital-credentials-get
  display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get
  idle-detection keyboard-map language-detector language-model local-fonts local-network local-network-access
  loopback-network magnetometer media-playback-while-not-visible microphone midi on-device-speech-recognition
  otp-credentials payment picture-in-picture private-state-token-issuance private-state-token-redemption
  publickey-credentials-create publickey-credentials-get screen-wake-lock serial speaker-selection
  storage-access summarizer sync-xhr translator unload usb window-management xr-spatial-tracking
`

/**
 * On everything that leaves: pages, their data, files, answers of routes and refusals. The policy with its nonce is set
 * per answer in guard-requests.ts, and what may be cached where it is made.
 */
export function responseHeaders(origin: string): Readonly<Record<string, string>> {
  const denied = UNUSED_FEATURES.trim().split(/\s+/)
  return {
    ...commonHeaders(origin),
    // The address of a callback holds a code; no other address of ours is anybody's business either.
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': ['clipboard-write=(self)', ...denied.map((feature) => `${feature}=()`)].join(', '),
  }
}

/** On answers of the API, which no browser shows: whatever Qonto sends through it can do nothing if one does all the same. */
export function apiHeaders(origin: string): Readonly<Record<string, string>> {
  return { ...commonHeaders(origin), 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox" }
}

function commonHeaders(origin: string): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    // For browsers older than frame-ancestors.
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(origin.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  }
}
