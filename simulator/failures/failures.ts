import {
  type Delivery,
  type Failure,
  type FailureKind,
  type FailureOf,
  isDelivery,
  type Target,
} from '#simulator/failures/failure-schemas'

export interface ActiveFailure {
  id: number
  failure: Failure
  /** How often it will still happen; null means until reset. */
  left: number | null
}

export interface FailureList {
  active: ActiveFailure[]
  counter: number
}

export function noFailures(): FailureList {
  return { active: [], counter: 0 }
}

export function addFailure(list: FailureList, failure: Failure): ActiveFailure {
  list.counter += 1
  const added = { id: list.counter, failure, left: failure.times === 0 ? null : failure.times }
  list.active.push(added)
  return added
}

/** The failure of the answer to one request: the oldest one that fits. The others wait for the requests after it. */
export function acceptDelivery(list: FailureList, target: Target): Delivery | null {
  const found = list.active.find(({ failure }) => isDelivery(failure) && isAimedAt(failure.target, target))
  if (!found || !isDelivery(found.failure)) return null
  use(list, found)
  return found.failure
}

/** Every active failure of one kind; changes to one document add up, so all of them are used at once. */
export function takeAll<Kind extends FailureKind>(list: FailureList, kind: Kind): FailureOf<Kind>[] {
  const found = list.active.filter(({ failure }) => failure.kind === kind)
  for (const each of found) use(list, each)
  return found.map(({ failure }) => failure).filter((failure): failure is FailureOf<Kind> => failure.kind === kind)
}

/** The oldest active failure of one kind that fits the target, used once. */
export function takeOne<Kind extends FailureKind>(
  list: FailureList,
  kind: Kind,
  target: Target,
): FailureOf<Kind> | null {
  const matches = (failure: Failure): failure is FailureOf<Kind> =>
    failure.kind === kind && isAimedAt(failure.target, target)
  const found = list.active.find(({ failure }) => matches(failure))
  if (!found || !matches(found.failure)) return null
  use(list, found)
  return found.failure
}

function use(list: FailureList, used: ActiveFailure): void {
  if (used.left === null) return
  used.left -= 1
  if (used.left === 0) list.active = list.active.filter((each) => each !== used)
}

const API: ReadonlySet<Target> = new Set<Target>([
  'organization',
  'membership',
  'bank_accounts',
  'consents',
  'webhook_subscriptions',
])

function isAimedAt(aim: Target, target: Target): boolean {
  if (aim === target) return true
  if (aim === 'api') return API.has(target)
  // The browser's pages are not meant by `all`: they are not server-side calls.
  return aim === 'all' && target !== 'authorization' && target !== 'id_token'
}
