import { createRequire } from 'node:module'

/** Its default export, as bundlers read it: Node would hand out the whole CommonJS module. */
const { default: NextAuth }: typeof import('next-auth') = createRequire(import.meta.url)('next-auth')
export default NextAuth
