import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ask, askSession, type Question } from '#lib/auth/session/ask'
import { createSession } from '#lib/auth/session/session-store'
import { pool } from '#lib/db'
import { newSecret } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

const asking = vi.hoisted(() => ({ token: '' }))
vi.mock('next/headers', () => ({ cookies: async () => ({ get: () => ({ value: asking.token }) }) }))
// As React does it while it renders the pages of one request.
vi.mock('react', () => ({
  cache: <Value>(make: () => Value) => {
    let kept: Value | undefined
    return () => (kept ??= make())
  },
}))

const harness = useHarness()
let userId: string
beforeEach(async () => {
  asking.token = newSecret()
  userId = (await harness.connected()).userId
  await createSession(asking.token, userId, null)
})

const echo = (name: string, value: string): Question<unknown> => ({
  ...{ name, parameters: [value], read: (json) => json },
  sql: ([at]) => `to_json(${at}::text)`,
})
const answers = async (...questions: Array<Question<unknown>>) =>
  (await Promise.all(questions.map((question) => ask(question)))).map((asked) => asked?.answer)

describe('what frame, title and page ask in one turn', () => {
  it('is answered by one statement, to each its own, with the session', async () => {
    const query = vi.spyOn(pool(), 'query')
    const [session, both] = await Promise.all([askSession(), answers(echo('one', 'first'), echo('two', 'second'))])
    expect([session?.userId, both]).toEqual([userId, ['first', 'second']])
    expect(query).toHaveBeenCalledTimes(1)
    query.mockRestore()
  })

  it('is never the answer to another question of the same name', async () => {
    expect(await answers(echo('one', 'mine'), echo('one', 'another'), echo('one', 'mine'))).toEqual([
      'mine',
      'another',
      'mine',
    ])
  })

  it('is asked again in the next turn', async () => {
    expect(await answers(echo('one', 'before'))).toEqual(['before'])
    expect(await answers(echo('one', 'after'))).toEqual(['after'])
  })

  it('is nothing without a session', async () => {
    asking.token = newSecret()
    expect([await askSession(), await ask(echo('one', 'x'))]).toEqual([null, null])
  })
})
