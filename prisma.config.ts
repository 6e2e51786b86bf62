import { defineConfig } from 'prisma/config'

// `prisma generate` never runs the native schema engine, yet insists on downloading it. Naming any existing file
// keeps a clone offline; migrations run on the WebAssembly engine (see docs/decisions/).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } })
