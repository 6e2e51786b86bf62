import { describe, expect, it } from 'vitest'
import { checkDatabaseUrl } from '#lib/database/url'

describe('an address of the database', () => {
  it.each([
    'postgresql://user:secret@db.example:6543/dash',
    'postgres://user@db.example/dash?sslmode=verify-full&sslrootcert=/etc/hosts',
    'postgresql://[::1]:5432/dash',
    'postgresql:///dash?host=/var/run/postgresql',
    'postgresql://user@/dash?host=/var/run/postgresql',
    'postgresql://user:secret@/dash?host=/var/run/postgresql&port=6000',
    'postgresql://user:secret@%2Fvar%2Frun%2Fpostgresql/dash',
    'postgresql://%2Fvar%2Frun%2Fpostgresql/dash',
    'postgresql://user:secret@db.example/dash?schema=public&pgbouncer=true&connection_limit=3&connect_timeout=10',
  ])('%s is read', (url) => {
    expect(checkDatabaseUrl(url)).toEqual({ ok: true, value: url })
  })

  it.each([
    ['mysql://db.example/dash', /not a PostgreSQL address/],
    ['host=db.example dbname=dash', /not a PostgreSQL address/],
    ['postgresql://one:5432,two:5432/dash', /several hosts/],
    ['postgresql:///dash?host=one,two', /several hosts/],
    ['postgresql://one%2Ctwo/dash', /several hosts/],
    ['postgresql://db.example/dash?port=5432,5433', /several hosts/],
    ['postgresql:///dash?host=/one&host=/two', /\?host= twice/],
    ['postgresql://%2Ftmp/dash?host=/run', /several hosts/],
    ['postgresql://user:secret@:6000/dash?host=/tmp', /no host.*\?port=/],
    ['postgresql://:6000/dash', /no host.*\?port=/],
    ['postgresql://user@', /no host.*localhost/],
    ['postgresql://db.example/dash#secret', /encode/],
    ['postgresql://user:a@/secret@db.example/dash', /encode/],
    ['postgresql://user:1/secret@db.example/dash', /encode/],
    ['postgresql://user:1?secret@db.example/dash', /encode/],
    ['postgresql://db.example/dash?sslrootcert=/not/there.pem', /\?sslrootcert=.* \/not\/there\.pem cannot be read/],
    ['postgresql://db.example/dash?sslcert=not-there.crt', /\?sslcert=.* not-there\.crt cannot be read/],
    ['postgresql://db.example/dash?sslkey=/tmp', /\?sslkey=.* \/tmp cannot be read/],
    ['postgresql://db.example/dash?sslkey=-----BEGIN secret-----', /\?sslkey=.*cannot be read/],
    ['postgresql://db.example/dash?sslrootcert=system', /\?sslrootcert=system.*leave it out/],
    ['postgresql://user:a/b@db.example/dash', /cannot be read|encode/],
    ['postgresql://db.example/dash?schema=mooring', /\?schema=.*database of its own/],
    ['postgresql://db.example/?dbname=dash', /\?dbname=.*as the path/],
    ['postgresql://db.example/dash?port=x', /\?port= that is not a port/],
    ['postgresql://db.example/dash?port=70000', /\?port= that is not a port/],
    ['postgresql://db.example/dash?sslmode=allow', /unknown \?sslmode=.*verify-full/],
    ['postgresql://db.example/dash?sslmode=secret', /unknown \?sslmode=/],
    ['postgresql://db.example/dash?connection_limit=0', /connection_limit that is not a number/],
    ['postgresql:///?service=mooring', /\?service=.*write host/],
    ['postgresql://db.example/dash?target_session_attrs=read-write', /\?target_session_attrs=.*remove it/],
    ['postgresql://db.example/dash?channel_binding=require', /\?channel_binding=/],
  ])('%s is refused by name', (url, problem) => {
    const checked = checkDatabaseUrl(url)
    expect(checked.ok ? '' : checked.reason).toMatch(problem)
    expect(checked.ok ? '' : checked.reason).not.toContain('secret')
  })
})
