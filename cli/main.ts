#!/usr/bin/env node
import { run } from '#cli/run'

// A reader that has seen enough (`mooring connections | head`) ends the command; that is no failure.
process.stdout.on('error', () => process.exit(0))
process.stderr.on('error', () => {})

// The code is set and the process left to end, because what was written may still be on its way.
process.exitCode = await run(process.argv.slice(2), process)
