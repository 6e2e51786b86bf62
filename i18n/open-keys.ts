import texts from '../messages/en.json' with { type: 'json' }

// Qonto and the log may name things that have no text yet. These guards turn such a name into a key, or into null.

const keyIn =
  <Texts extends object>(group: Texts) =>
  (name: string): (keyof Texts & string) | null =>
    isKeyOf(group, name) ? name : null

function isKeyOf<Texts extends object>(group: Texts, name: string): name is keyof Texts & string {
  return Object.hasOwn(group, name)
}

const scopeOf = keyIn(texts.scopes)

export const scopeKey = (scope: string) => scopeOf(scope.replaceAll('.', '_'))
export const areaKey = keyIn(texts.permissions.areas)
export const claimKey = keyIn(texts.claims)
export const eventKey = keyIn(texts.activity.events)
export const failedEventKey = keyIn(texts.activity.failures)
export const begunEventKey = keyIn(texts.activity.begun)
export const codeKey = keyIn(texts.codes)
export const outcomeReasonKey = keyIn(texts.outcome.reasons)
export const roleKey = keyIn(texts.connection.roles)
export const causeKey = keyIn(texts.clock.causes)
export const stepKey = keyIn(texts.receipt.steps)
export const stepReasonKey = keyIn(texts.receipt.reasons)
export const setupItemKey = keyIn(texts.setup.items)
export const setupReasonKey = keyIn(texts.setup.reasons)
export const setupTodoKey = keyIn(texts.setup.todos)
export const signInErrorKey = keyIn(texts.signInError.codes)
