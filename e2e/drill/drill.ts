import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Finding } from '#e2e/chaos/report'
import { openStage, type Stage } from '#e2e/chaos/stage'
import type { HttpClient } from '#e2e/support/http-client'
import { newSecret } from '#lib/ids'
import { runNode } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { startTemporary } from '#scripts/postgres/temporary'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'
import type { PostgresTools } from './postgres-tools.ts'
import { check, openSite, page, type Site } from './site.ts'

const WORKS = 'Done. Qonto answered, and it works.'
const COPY = 'This looks like a copy of another installation.'
const OLDER = 'The restored backup was older than this connection.'
/** For so long Qonto takes a used refresh token once more; after that its use ends the chain. */
const GRACE_MS = 61_000

interface Person {
  browser: HttpClient
  id: string
}

/** Of whom something happens after the backup, and of whom nothing does. */
interface Cast {
  renewed: Person
  untouched: Person
  disconnected: Person
}

/**
 * A backup is made while the dashboard runs; then one connection is renewed and one disconnected. The backup is restored to
 * another PostgreSQL, stands beside its original as a copy, loses its keys and gets them back, and is declared in the end.
 */
export async function drill(running: Running, tools: PostgresTools): Promise<Finding[]> {
  const stage = await openStage(running, { programs: tools.programs })
  const folder = await mkdtemp(join(tmpdir(), 'drill-'))
  await running.undo.add('The backup', () => rm(folder, { recursive: true, force: true }))
  const backup = join(folder, 'backup')
  const original = await progress('Starting the original (it builds first)', () =>
    openSite(stage, stage.postgres.url()),
  )
  const cast = await signIn(original)
  await progress('Backing up', () => tools.dump(stage.postgres.url(), backup))
  const findings = [await isUnreadable(original, await tools.read(backup)), ...(await goOn(original, cast))]
  const renewedAt = performance.now()
  const elsewhere = await startTemporary(tools.programs)
  await running.undo.add('The other PostgreSQL', elsewhere.stop)
  await progress('Restoring to another PostgreSQL', () => tools.restore(backup, elsewhere.url()))
  findings.push(...(await beACopy(stage, elsewhere.url(), { original, cast })))
  findings.push(...(await loseTheKeys(stage, elsewhere.url())))
  const code = await progress('Stopping the original', original.stop)
  findings.push(told('the original ends on SIGTERM', `code ${code}`, code === 0))
  await progress('Waiting until Qonto takes no used token any more', () =>
    wait(Math.max(0, GRACE_MS - performance.now() + renewedAt)),
  )
  await declare(stage, elsewhere.url())
  return [...findings, ...(await beTheOne(stage, elsewhere.url(), cast))]
}

function told(promise: string, measured: unknown, kept: boolean): Finding {
  return { promise, measured: String(measured), kept }
}

async function signIn(site: Site): Promise<Cast> {
  const arrive = async (person: string, organization: string): Promise<Person> => {
    const browser = site.browser()
    const { error, location } = await browser.signIn(person, { organization })
    if (error !== null) throw new Refusal(`The sign-in of ${person} ended with ${error}.`)
    return { browser, id: location.replace('/connections/', '') }
  }
  return {
    renewed: await arrive('Camille', 'Atelier Lumen'),
    untouched: await arrive('Giulia', 'Officina Aurora'),
    disconnected: await arrive('Jonas', 'Buchwerk Treuhand'),
  }
}

async function isUnreadable({ simulator }: Site, backup: string): Promise<Finding> {
  const secrets = await simulator.secrets()
  const found = secrets.filter((secret) => backup.includes(secret)).length
  return told(
    'a backup holds no token in clear',
    `${found} of ${secrets.length} found`,
    found === 0 && secrets.length > 6,
  )
}

/** What happens at the original between its backup and the restore. */
async function goOn(original: Site, { renewed, disconnected }: Cast): Promise<Finding[]> {
  await original.simulator.expire('access')
  await original.database.letAccessExpire()
  const renewal = await check(original, renewed.browser, renewed.id)
  await disconnected.browser.press(`/connections/${disconnected.id}`, /^Disconnect (?!…)/)
  const status = (await original.database.connections()).find(({ id }) => id === disconnected.id)?.status
  return [
    told('after the backup the original renews', said(renewal), renewal.includes(WORKS)),
    told('and disconnects', status, status === 'disconnected'),
  ]
}

/** Undeclared, with the same settings, while its original goes on. */
async function beACopy(
  stage: Stage,
  url: string,
  { original, cast }: { original: Site; cast: Cast },
): Promise<Finding[]> {
  const copy = await progress('Starting the copy beside the original', () => openSite(stage, url))
  await copy.simulator.forgetRequests()
  await progress('Letting its background work run', copy.workIsDue)
  const people = Object.values(cast).map(({ browser, id }) => ({ browser: copy.sameBrowser(browser), id }))
  const pages: string[] = []
  for (const { browser, id } of people) {
    await check(copy, browser, id)
    pages.push(await page(browser, `/connections/${id}`))
  }
  const sent = await copy.simulator.requestsForSomebody()
  const problems = await copy.problems()
  const noticed = pages.filter((text) => text.includes(COPY)).length
  const goesOn = await check(original, cast.renewed.browser, cast.renewed.id)
  await copy.stop()
  return [
    told(
      'a copy is noticed on the page of each connection',
      `${noticed} of ${people.length}`,
      noticed === people.length,
    ),
    told('and told to a monitor', problems.join(', '), problems.includes('database_copied')),
    told('an undeclared copy sends no token to Qonto', `${sent.length} requests`, sent.length === 0),
    told('its original works on', said(goesOn), goesOn.includes(WORKS)),
  ]
}

/** The backup was found, and the keys were not. */
async function loseTheKeys(stage: Stage, url: string): Promise<Finding[]> {
  const ring = `other:${Buffer.from(newSecret(), 'base64url').toString('base64')}`
  const site = await progress('Starting it without its keys', () => openSite(stage, url, ring))
  await site.simulator.forgetRequests()
  const before = (await site.database.connections()).map(({ generation }) => String(generation)).join()
  const begun = await site.browser().begin()
  await site.workIsDue()
  const setup = await page(site.browser(), '/setup')
  const refreshes = (await site.simulator.requestsForSomebody()).filter(({ target }) => target === 'refresh').length
  const after = (await site.database.connections()).map(({ generation }) => String(generation)).join()
  await site.stop()
  const says = /Encryption keys[^.]*\..{0,200}?Needs attention|Needs attention.{0,300}?keys?/i.test(setup)
  return [
    told('without its keys nobody signs in', begun.replace(/.*\?|&.*/g, ''), begun.includes('error=config_error')),
    told('Setup says that the keys do not fit', says ? 'yes' : 'no', says),
    told('nothing is renewed, nothing is written over', `${refreshes} refreshes`, refreshes === 0 && before === after),
  ]
}

async function declare({ env }: Stage, url: string): Promise<void> {
  const own = { ...env, DATABASE_URL: url, NODE_OPTIONS: '--conditions=react-server' }
  const { code, output } = await runNode('scripts/declare-restore.ts', [], { env: own })
  if (code !== 0) throw new Refusal(`npm run declare-restore ended with ${code}: ${output}`)
}

/** Declared, with its keys found again, and its original gone. */
async function beTheOne(stage: Stage, url: string, cast: Cast): Promise<Finding[]> {
  const site = await progress('Starting it with its keys, declared', () => openSite(stage, url))
  const at = ({ browser, id }: Person) => ({ browser: site.sameBrowser(browser), id })
  const [renewed, untouched, ended] = [at(cast.renewed), at(cast.untouched), at(cast.disconnected)]
  const problems = await site.problems()
  await site.simulator.expire('access')
  await site.database.letAccessExpire()
  await site.simulator.forgetRequests()
  const works = await check(site, untouched.browser, untouched.id)
  const once = (await site.simulator.requests('refresh')).length
  const usable = await check(site, ended.browser, ended.id)
  await check(site, renewed.browser, renewed.id)
  const verdict = await page(renewed.browser, `/connections/${renewed.id}`)
  const again = await site.browser().signIn('Camille', { organization: 'Atelier Lumen' })
  await site.stop()
  return [
    told('declared, it is no copy any more', problems.join(', ') || 'no problem', problems.length === 0),
    told('what was not renewed since the backup works on', said(works), works.includes(WORKS)),
    told('its refresh token is sent once', `${once} times`, once === 1),
    told('what was renewed since says why it is lost', verdict.includes(OLDER) ? OLDER : 'no', verdict.includes(OLDER)),
    told('what was disconnected since is of no use', said(usable), !usable.includes(WORKS)),
    told('connecting again mends it, under its id', again.location, again.location === `/connections/${renewed.id}`),
  ]
}

/** The sentence beside the button. */
function said(text: string): string {
  return text.includes(WORKS) ? WORKS : (/(?:Done|Not done|Qonto)[^.]*\./.exec(text)?.[0] ?? 'something else')
}
