import { servesEverybody, test } from './small-role.ts'

test.use({ pooled: true })

servesEverybody('D10 behind PgBouncer in transaction mode everything works, and eight pages at once are served in turn')
