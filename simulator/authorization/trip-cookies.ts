import { type Call, cookieOf } from '#simulator/request'

export type Step = 'login' | 'consent'

/**
 * Hydra keeps one cookie for the sign-in and one for the consent of a client. Each trip in the same browser overwrites those
 * of the one before, which ends in `request_forbidden` when it gets there (hydra, consent/csrf.go).
 */
export function tripCookie(step: Step, uid: string): string {
  return `${nameOf(step)}=${uid}; Path=/interaction; HttpOnly; SameSite=Lax`
}

export function holdsTripCookie({ raw }: Call, step: Step, uid: string): boolean {
  return cookieOf(raw, nameOf(step)) === uid
}

function nameOf(step: Step): string {
  return `simulated_${step}_csrf`
}
