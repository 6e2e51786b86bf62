import { z } from 'zod'

/**
 * Qonto's answers as far as we read them. Parsed leniently, because new fields and values may appear inside a version
 * at any time (Qonto, "Versioning"); text is cut, because it ends up on a page.
 */
const text = z.string().transform((value) => value.trim().slice(0, 200))
const identifier = z.string().min(1).max(100)

export const organizationAnswer = z.object({
  organization: z.object({
    id: identifier.optional().catch(undefined),
    slug: identifier.optional().catch(undefined),
    legal_name: text.optional().catch(undefined),
    name: text.optional().catch(undefined),
  }),
})

export const membershipAnswer = z.object({
  membership: z.object({
    id: identifier,
    first_name: text.optional().catch(undefined),
    last_name: text.optional().catch(undefined),
    role: text.optional().catch(undefined),
  }),
})

/** JSON:API style, or one of the other shapes that integrators have seen (qonto.md, section 6). */
export const errorAnswer = z.object({ trace_id: z.string().max(100).optional().catch(undefined) })
