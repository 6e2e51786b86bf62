import { servesEverybody, test } from './small-role.ts'

test.use({ pooled: false })

servesEverybody(
  'D10 with a role that has three connections everything works, and eight pages at once are served in turn',
)
