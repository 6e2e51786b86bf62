// Headers of every answer are not set here: those that never change in server/guard/response-headers.ts, which also reaches files and refusals,
// the policy with its nonce in server/guard/guard-requests.ts.

/** @type {import('next').NextConfig} */
const config = {
  // Who has deleted their account leaves nothing in the browser either. Not "cookies": lib/auth/leave.ts says why.
  headers: async () => [{ source: '/goodbye', headers: [{ key: 'Clear-Site-Data', value: '"cache", "storage"' }] }],
  rewrites: async () => [{ source: '/status/:secret(\\w+).json', destination: '/status/:secret/json' }],
  // A build serves; what only tests need is checked by `npm test -- types`.
  typescript: { tsconfigPath: 'tsconfig.build.json' },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // No picture of ours gets better by it, and what is not there needs no library and can be misused by nobody.
  images: { unoptimized: true },
  // `next dev` prints the address of every request, and that of a callback holds a code and a state, that of a link or a mail is a secret.
  logging: { incomingRequests: { ignore: [/^\/api\/auth\/callback\//, /^\/(status|calendar|(api\/)?mail)\//] } },
  experimental: {
    // As server/guard/validate-form.ts has it: the largest form has fifty scopes of a hundred characters.
    serverActions: { bodySizeLimit: '32kb' },
  },
}

export default config
