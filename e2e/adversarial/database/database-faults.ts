import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** What can go wrong in a running PostgreSQL, done to the real one. Every fault is undone by `undo`. */
export class DatabaseFaults {
  private readonly connectionString: string
  private readonly undoing: Array<() => Promise<unknown>> = []

  constructor(connectionString: string) {
    this.connectionString = connectionString
  }

  /** Statements on a table fail with this SQLSTATE, so many times; for good when not told. */
  async refuse(table: string, operation: string, sqlstate: string, times = 1_000_000): Promise<void> {
    // A sequence, because it goes on counting when the transaction that counted is rolled back.
    await this.run(`CREATE SEQUENCE fault_count;
      CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('fault_count') <= ${times} THEN RAISE EXCEPTION 'fault' USING ERRCODE = '${sqlstate}'; END IF;
        RETURN coalesce(NEW, OLD);
      END $$;
      CREATE TRIGGER fault BEFORE ${operation} ON ${table} FOR EACH ROW EXECUTE FUNCTION fault()`)
    this.undoing.push(() => this.run('DROP FUNCTION fault CASCADE; DROP SEQUENCE fault_count'))
  }

  /** How often such a statement was tried. */
  async tries(): Promise<number> {
    const [row] = await this.run('SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS tries FROM fault_count')
    return Number(row?.tries)
  }

  /** Everybody waits for a table until it is released. */
  async lock(table: string): Promise<() => Promise<void>> {
    const holder = await this.connect()
    await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    let held = true
    const release = async () => {
      if (held) await holder.end()
      held = false
    }
    this.undoing.push(release)
    return release
  }

  /** As after a failover to a server that only reads. */
  async onlyRead(): Promise<() => Promise<void>> {
    const name = this.databaseName()
    const set = (value: string) => this.run(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`)
    await set('on')
    const reset = async () => {
      await set('off')
      await this.cutConnections()
    }
    this.undoing.push(reset)
    await this.cutConnections()
    return reset
  }

  /** PostgreSQL hears everything and says nothing, as on a machine that is paused. What it was told is done when it goes on. */
  async freeze(): Promise<() => void> {
    const [{ folder } = { folder: '' }] = await this.run(`SELECT current_setting('data_directory') AS folder`)
    const [postmaster] = (await readFile(join(String(folder), 'postmaster.pid'), 'utf8')).split('\n')
    const backends = await this.run(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
      AND datname = current_database() AND pid <> pg_backend_pid()`)
    const pids = [Number(postmaster), ...backends.map(({ pid }) => Number(pid))]
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    let isFrozen = true
    const thaw = () => {
      if (isFrozen) for (const pid of pids) process.kill(pid, 'SIGCONT')
      isFrozen = false
    }
    this.undoing.push(async () => thaw())
    return thaw
  }

  /** PostgreSQL is there and refuses every connection to this database (55000), as a host does that is in arrears or moves. */
  async letNobodyIn(): Promise<() => Promise<void>> {
    const name = this.databaseName()
    const allow = async (value: boolean) => {
      // A database cannot be closed from inside.
      const server = await this.connect('template1')
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${value}`)
      await server.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [name])
      await server.end()
    }
    let isClosed = true
    const open = async () => {
      if (isClosed) await allow(true)
      isClosed = false
    }
    this.undoing.push(open)
    await allow(false)
    return open
  }

  /** Ends every connection of the dashboard, in the middle of whatever it does, and waits until they are gone. */
  async cutConnections(): Promise<void> {
    await this.run(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`)
  }

  /** Ends the connections that wait for a lock; how many there were. */
  async cutWaiting(): Promise<number> {
    return (
      await this.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`)
    ).length
  }

  /** One change of the stored rows, whatever it is. */
  async change(text: string, values: unknown[] = []): Promise<void> {
    await this.run(text, values)
  }

  async undo(): Promise<void> {
    for (const undo of this.undoing.splice(0).reverse()) await undo()
  }

  private async run(text: string, values?: unknown[]): Promise<Array<Record<string, unknown>>> {
    const client = await this.connect()
    try {
      const result = await client.query(text, values)
      return result.rows ?? []
    } finally {
      await client.end()
    }
  }

  private databaseName(): string {
    return new URL(this.connectionString).pathname.slice(1)
  }

  private async connect(database = this.databaseName()): Promise<pg.Client> {
    const url = new URL(this.connectionString)
    url.pathname = `/${database}`
    const client = new pg.Client({ connectionString: url.href })
    client.on('error', () => undefined)
    await client.connect()
    // Also while everybody else may only read.
    await client.query('SET default_transaction_read_only = off')
    return client
  }
}
