import { join } from 'node:path'

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // What both peers share lies one folder up; without this Next would take the lock file of the dashboard for the top.
  turbopack: { root: join(import.meta.dirname, '..') },
}

export default config
