import { expect, it } from 'vitest'
import { describeDatabase } from '#scripts/postgres/describe-database'

it.each([
  ['postgresql://user:secret@db.example:6543/dash', 'db.example:6543/dash'],
  ['postgres://user:secret@db.example/dash?sslmode=require&password=x', 'db.example:5432/dash'],
  ['postgresql:///dash', 'localhost:5432/dash'],
  ['postgresql:///dash?host=/var/run/postgresql', 'dash at the socket /var/run/postgresql/.s.PGSQL.5432'],
  ['postgresql://%2Fvar%2Frun%2Fpostgresql/dash', 'dash at the socket /var/run/postgresql/.s.PGSQL.5432'],
  ['postgresql:///dash?host=/tmp&port=6000', 'dash at the socket /tmp/.s.PGSQL.6000'],
  ['postgresql://user@[::1]:6543/dash', '::1:6543/dash'],
  ['postgresql://user:secret@/dash?host=/tmp', 'dash at the socket /tmp/.s.PGSQL.5432'],
  ['not a url with secret', '(address not readable)'],
])('says where %s is and never with which password', (url, said) => {
  expect(describeDatabase(url)).toBe(said)
})
