/** An expected outcome: a value, or a reason from a closed union. Broken invariants throw instead. */
export type Result<Value, Reason> = { ok: true; value: Value } | { ok: false; reason: Reason }

export function ok(): { ok: true; value: undefined }
export function ok<Value>(value: Value): { ok: true; value: Value }
export function ok(value?: unknown) {
  return { ok: true, value }
}

export function fail<const Reason>(reason: Reason): { ok: false; reason: Reason } {
  return { ok: false, reason }
}
