import { z } from 'zod'
import { visibleLine } from '#lib/text/foreign-text'

/**
 * Qonto's answers as far as we read them: foreign JSON in, our words out. Parsed leniently, because new fields and values may appear inside a version
 * at any time (Qonto, "Versioning"); text is cut, because it ends up on a page.
 */
const text = z.string().transform((value) => visibleLine(value) ?? undefined)
/** Ids and slugs are compared, stored and put into addresses: visible ASCII, as everything that Qonto shows. */
const identifier = z.string().regex(/^[\x21-\x7e]{1,100}$/)

/** The slug stands in for an id that an older answer may lack. */
export const organizationAnswer = z
  .object({
    organization: z.object({
      id: identifier.optional().catch(undefined),
      slug: identifier.optional().catch(undefined),
      legal_name: text.optional().catch(undefined),
      name: text.optional().catch(undefined),
    }),
  })
  .transform(({ organization: { id, slug, legal_name, name } }) => ({
    id: id ?? slug,
    slug: slug ?? null,
    name: legal_name || name || null,
  }))
  .pipe(z.object({ id: identifier, slug: identifier.nullable(), name: z.string().nullable() }))
export type Organization = z.infer<typeof organizationAnswer>

export const membershipAnswer = z
  .object({
    membership: z.object({
      id: identifier,
      first_name: text.optional().catch(undefined),
      last_name: text.optional().catch(undefined),
      role: text.optional().catch(undefined),
    }),
  })
  .transform(({ membership: { id, first_name, last_name, role } }) => {
    const name = [first_name, last_name].filter(Boolean).join(' ')
    return { id, name: name || null, role: role ?? null }
  })
export type Membership = z.infer<typeof membershipAnswer>

/** JSON:API style, or one of the other shapes that integrators have seen (qonto.md, section 6). */
export const errorAnswer = z.object({ trace_id: z.string().max(100).optional().catch(undefined) })

const subscription = z.object({ id: identifier, secret: z.string().min(32).max(128).optional().catch(undefined) })
/** The reference shows the fields at the top; other answers of Qonto wrap them in their name. */
export const webhookSubscriptionAnswer = z.union([
  subscription,
  z.object({ webhook_subscription: subscription }).transform((answer) => answer.webhook_subscription),
])

/** What every delivery of a webhook says. */
export const webhookEvent = z.object({ id: identifier, subscription_id: identifier, type: z.string().max(100) })

/** What the webhook `v1/consent-revocations` says: a person removed an app under connected apps. */
export const consentRevocationEvent = webhookEvent
  .extend({
    organization_id: identifier,
    membership_id: identifier,
    // A year 0 is a time for JavaScript and none for PostgreSQL.
    data: z.object({
      client_id: identifier,
      revoked_at: z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) > 0),
    }),
  })
  .transform(({ organization_id, membership_id, data }) => ({
    organizationId: organization_id,
    membershipId: membership_id,
    clientId: data.client_id,
    revokedAt: new Date(data.revoked_at),
  }))
export type ConsentRevocation = z.infer<typeof consentRevocationEvent>
