import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MIGRATIONS_DIRECTORY, readMigrations } from '#prisma/migration-list'

/** Older ones are all of 0.2.0, the first version that somebody may upgrade from. */
const FIRST = '20261128070521_admitted_by'
const CHECKOUT = join(MIGRATIONS_DIRECTORY, '../..')

/**
 * What of a migration takes something away that the version before may still read or write. Both run at the same time while
 * replicas are replaced, and the older goes on when an upgrade is taken back (docs/upgrade.md).
 */
function contractionsIn(sql: string): string[] {
  const plain = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
  const made = new Set([...plain.matchAll(/CREATE TABLE\s+(?:IF NOT EXISTS\s+)?"?(\w+)/gi)].map(([, name]) => name))
  return plain.split(';').filter((statement) => {
    const [, table] = /\b(?:ALTER TABLE|\bON)\s+(?:ONLY\s+)?"?(\w+)/i.exec(statement) ?? []
    const isOfOld = table === undefined || !made.has(table)
    return TAKES_AWAY.test(statement) || (isOfOld && (REFUSES.test(statement) || addsRequired(statement)))
  })
}

const TAKES_AWAY =
  /\b(DROP\s+(TABLE|COLUMN|TYPE|SCHEMA|VIEW|DEFAULT)|RENAME|TRUNCATE|DELETE\s+FROM)\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i
/** What the version before writes may not fit. */
const REFUSES = /\bSET\s+NOT\s+NULL\b|\bADD\s+(CONSTRAINT|CHECK|UNIQUE|FOREIGN)\b|\bCREATE\s+UNIQUE\s+INDEX\b/i

function addsRequired(statement: string): boolean {
  return statement
    .split(/,(?![^(]*\))/)
    .some((part) => /\bADD COLUMN\b/i.test(part) && /\bNOT NULL\b/i.test(part) && !/\bDEFAULT\b/i.test(part))
}

/** The release since which nothing uses what a migration takes away, as its first line says. */
function contractsSince(sql: string): string | null {
  return /^-- Contracts: unused since (\d+\.\d+\.\d+)\b/.exec(sql)?.[1] ?? null
}

const versionOf = (text: string) => text.split('.').map(Number)
const isOlder = (one: string, other: string) => {
  const [first, second] = [versionOf(one), versionOf(other)]
  const place = first.findIndex((number, index) => number !== second[index])
  return place !== -1 && Number(first[place]) < Number(second[place])
}

describe('migrations', () => {
  it('expand only, or contract what no version uses since one that was released before', async () => {
    const { version } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'))
    const released = [...readFileSync(join(CHECKOUT, 'CHANGELOG.md'), 'utf8').matchAll(/^## (\S+), \d{4}-/gm)]
    const { migrationDirectories } = await readMigrations()
    const guarded = migrationDirectories.filter(({ path }) => path >= FIRST)
    expect(guarded.length).toBeGreaterThan(0)
    for (const { path, migrationFile } of guarded) {
      const sql = migrationFile.content.tag === 'ok' ? migrationFile.content.value : ''
      const since = contractsSince(sql)
      const mayContract = since !== null && isOlder(since, version) && released.some(([, name]) => name === since)
      expect(mayContract ? [] : contractionsIn(sql), `${path} (docs/upgrade.md, "Migrations")`).toEqual([])
    }
  })

  it.each([
    'ALTER TABLE "users" DROP COLUMN "language"',
    'DROP TABLE users',
    'ALTER TABLE "users" RENAME COLUMN "a" TO "b"',
    'ALTER TABLE users RENAME TO people',
    'ALTER TABLE "users" ALTER COLUMN "language" SET NOT NULL',
    'ALTER TABLE "users" ALTER COLUMN "language" SET DATA TYPE VARCHAR(2)',
    'ALTER TABLE "users" ALTER COLUMN "language" TYPE VARCHAR(2)',
    'ALTER TABLE "users" ALTER COLUMN "created_at" DROP DEFAULT',
    'ALTER TABLE "users" ADD COLUMN "a" TEXT NOT NULL',
    `ALTER TABLE "users" ADD COLUMN "a" TEXT NOT NULL DEFAULT '', ADD COLUMN "b" TEXT NOT NULL`,
    'ALTER TABLE "users" ADD CONSTRAINT c CHECK (a > 0)',
    'CREATE UNIQUE INDEX "i" ON "users"("language")',
    'DELETE FROM users',
    'CREATE TABLE "a" ("b" TEXT); ALTER TABLE "users" DROP COLUMN "c"',
  ])('are found to contract: %s', (sql) => {
    expect(contractionsIn(`${sql};`)).toHaveLength(1)
  })

  it.each([
    'ALTER TABLE "users" ADD COLUMN "a" TEXT',
    `ALTER TABLE "users" ADD COLUMN "a" TEXT NOT NULL DEFAULT ''`,
    'ALTER TABLE "users" ALTER COLUMN "a" DROP NOT NULL',
    'CREATE INDEX "i" ON "users"("language"); DROP INDEX "old"',
    'CREATE TABLE "a" ("b" TEXT NOT NULL); CREATE UNIQUE INDEX "i" ON "a"("b"); ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "users"("id")',
    'CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM a; RETURN NEW; END $$ LANGUAGE plpgsql',
    '-- DROP TABLE users\nSELECT 1',
  ])('are found to expand: %s', (sql) => {
    expect(contractionsIn(`${sql};`)).toEqual([])
  })

  it('say which release the older versions must have gone before', () => {
    expect(contractsSince('-- Contracts: unused since 0.2.0, see there\nDROP TABLE a;')).toBe('0.2.0')
    expect([isOlder('0.2.0', '0.3.0'), isOlder('0.10.0', '0.9.1'), isOlder('0.2.0', '0.2.0')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
