-- What years of use leave behind, for :count connections: in the order of time, as it was written, verdicts mixed, and
-- nothing of it due within the hour. What is due was made before (prepare.ts), and is the same however many others there are.

-- Triggers would have everything looked at; when it is due is said here, and no reference can be wrong.
SET session_replication_role = replica;

CREATE TEMP TABLE people AS
  SELECT n, uuidv7(-interval '400 days' * (1 - n / (:count / 4)::float8) - interval '1 hour') AS id
    FROM generate_series(1, :count / 4) n;
CREATE UNIQUE INDEX ON people (n);
CREATE TEMP TABLE fleet AS
  SELECT n, (n + 3) / 4 AS person, now() - interval '400 days' * (1 - n / :count::float8) - interval '1 hour' AS made_at
    FROM generate_series(1, :count) n;
ALTER TABLE fleet ADD COLUMN id uuid, ADD COLUMN user_id uuid;
UPDATE fleet SET id = uuidv7(made_at - now()), user_id = people.id FROM people WHERE people.n = person;
CREATE UNIQUE INDEX ON fleet (n);
ANALYZE people, fleet;

INSERT INTO users (id) SELECT id FROM people;
INSERT INTO accounts (id, user_id, issuer, subject) SELECT uuidv7(), id, 'https://oauth.example', 'member ' || n FROM people;
INSERT INTO sessions (id, token_hash, user_id, expires_at)
  SELECT uuidv7(), sha256(id::text::bytea), id, now() + interval '6 hours' FROM people WHERE n % 10 = 0;

-- 85 of 100 work, and some of each other kind.
INSERT INTO connections (
    id, user_id, environment, client_id, issuer, subject, status, created_at, organization_id, organization_name,
    organization_confirmed, membership_id, member_name, member_role, generation, requested_scopes, granted_scopes,
    access_token_sealed, refresh_token_sealed, id_token_sealed, access_expires_at, refresh_issued_at, granted_at, checks,
    proven_at, failure, failed_at, next_attempt_at, disconnected_at, due_at, told_stand, told_at, told_scopes, tell_at)
  SELECT id, user_id, 'simulator', :client, 'https://oauth.example', 'member ' || n, status, made_at,
         md5(n::text)::uuid::text, 'Organisation ' || n, true, md5('member ' || n)::uuid::text, 'Member ' || n, 'admin',
         12, scopes, CASE kind WHEN 1 THEN scopes[:2] ELSE scopes END,
         CASE WHEN holds THEN repeat(md5(n::text), 8) END, CASE WHEN holds AND kind <> 2 THEN repeat(md5(n::text), 5) END,
         CASE WHEN holds THEN repeat(md5(n::text), 20) END, now() + interval '1 hour', now() - interval '6 days' * random(),
         least(made_at, now() - interval '280 days'), '[{"name": "signature", "outcome": "passed"}, {"name": "nonce", "outcome": "passed"}]',
         now() - interval '1 day' * random(), failure, CASE WHEN failure IS NOT NULL THEN now() - interval '1 hour' END,
         CASE WHEN failure IS NOT NULL THEN now() + interval '6 hours' END,
         CASE WHEN status = 'disconnected' THEN made_at + interval '20 days' END,
         CASE WHEN holds THEN now() + interval '2 hours' + interval '40 hours' * random() END,
         CASE status WHEN 'disconnected' THEN 'gone' WHEN 'reconnect' THEN 'broken' WHEN 'frozen' THEN 'frozen'
                     ELSE CASE WHEN failure IS NULL THEN 'works' ELSE 'trouble' END END,
         made_at, scopes, CASE WHEN holds THEN now() + interval '2 hours' + interval '83 days' * random() END
    FROM (SELECT *, n % 100 AS kind, ARRAY['openid', 'offline_access', 'organization.read', 'membership.read'] AS scopes,
                 (CASE WHEN n % 100 BETWEEN 3 AND 5 THEN 'disconnected' WHEN n % 100 BETWEEN 6 AND 8 THEN 'reconnect'
                       WHEN n % 100 BETWEEN 9 AND 10 THEN 'frozen' ELSE 'active' END)::connection_status AS status,
                 n % 100 NOT BETWEEN 3 AND 8 AS holds,
                 CASE WHEN n % 100 BETWEEN 11 AND 14 THEN 'server_error' END AS failure FROM fleet) made;

-- Of the last 90 days one renewal of each, and two older ones that its picture shows.
INSERT INTO rotations (id, connection_id, generation, fingerprint, cause, started_at, finished_at, outcome, duration_ms)
  SELECT uuidv7(started_at - now()), id, 1, sha256(i::text::bytea), 'keep_alive', started_at, started_at, 'rotated', 200
    FROM (SELECT i, now() - interval '1 hour' - interval '270 days' * (1 - i / (3 * :count)::float8) AS started_at
            FROM generate_series(1, 3 * :count) i) made
    JOIN fleet ON n = 1 + i * 7919::bigint % :count ORDER BY i;
INSERT INTO activities (id, at, event, actor, outcome, user_id, connection_id)
  SELECT uuidv7(at - now()), at, CASE i % 50 WHEN 0 THEN 'paused' ELSE 'checked' END, 'system', 'done', user_id, id
    FROM (SELECT i, now() - interval '1 hour' - interval '390 days' * (1 - i / (3 * :count)::float8) AS at
            FROM generate_series(1, 3 * :count) i) made
    JOIN fleet ON n = 1 + i * 7919::bigint % :count ORDER BY i;

-- What was told within the month in which it is kept.
CREATE TEMP TABLE told AS
  SELECT uuidv7(at - now()) AS id, uuidv7(at - now()) AS delivery, user_id, fleet.id AS connection_id, at
    FROM (SELECT i, now() - interval '1 hour' - interval '29 days' * (1 - i / :count::float8) AS at
            FROM generate_series(1, :count) i) made
    JOIN fleet ON n = 1 + i * 7919::bigint % :count ORDER BY i;
INSERT INTO events (id, user_id, connection_id, type, at, data)
  SELECT id, user_id, connection_id, 'connection.recovered', at, '{"down_seconds": 4000, "mended_by": "renewal"}' FROM told;
INSERT INTO mail_addresses (id, user_id, address, kinds, created_at, confirmed_at)
  SELECT uuidv7(), id, 'member-' || n || '@example.com', '{problems,own}', now(), now() FROM people;
INSERT INTO deliveries (id, event_id, channel, receiver_id, attempts, next_attempt_at, done_at, outcome)
  SELECT delivery, told.id, CASE WHEN random() < 0.5 THEN 'mail' ELSE 'webhook' END, mail_addresses.id, 1, NULL, at, 'delivered'
    FROM told JOIN mail_addresses USING (user_id);

-- Programs: an endpoint and a key of every second person, and the days on which the key was used.
INSERT INTO webhook_endpoints (id, user_id, url, description, event_types, every_connection, secret_sealed)
  SELECT uuidv7(), id, 'https://example.com/' || n, '', '{}', true, repeat(md5(n::text), 3) FROM people WHERE n % 2 = 0;
INSERT INTO api_keys (id, user_id, name, start, secret_hash, permissions, every_connection, created_at, expires_at)
  SELECT md5('key ' || n)::uuid, id, 'Key ' || n, 'mk_' || n, sha256(n::text::bytea), '{tokens:read}', true,
         now() - interval '90 days', now() + interval '15 days' + interval '300 days' * random() FROM people WHERE n % 2 = 0;
INSERT INTO api_key_uses (key_id, connection_id, needed, day, count, last_at)
  SELECT md5('key ' || person)::uuid, id, 'token', current_date - days, 24, now() - make_interval(days => days)
    FROM generate_series(80, 0, -20) days, fleet WHERE person % 2 = 0;

-- What the bank tells, and what is ended there.
INSERT INTO webhook_subscriptions (id, connection_id, subscription_id, secret_sealed, created_at)
  SELECT uuidv7(), id, n::text, repeat(md5(n::text), 3), made_at FROM fleet WHERE n % 100 > 8;
INSERT INTO webhook_deliveries (id, received_at)
  SELECT uuidv7()::text, now() - interval '29 days' * (1 - n / :count::float8) FROM fleet WHERE n % 10 = 0;
INSERT INTO revocations (id, environment, client_id, connection_id, cause, created_at, done_at, last_outcome)
  SELECT uuidv7(), 'simulator', :client, id, 'replaced', now() - interval '29 days', now() - interval '29 days', 'revoked'
    FROM fleet WHERE n % 10 = 0;
INSERT INTO transactions (id, state_hash, environment, intent, user_id, begun_at, consumed_at, outcome)
  SELECT uuidv7(), sha256(n::text::bytea), 'simulator', 'connect', user_id, begun_at, begun_at, 'connected'
    FROM (SELECT *, now() - interval '6 days' * (1 - n / :count::float8) - interval '1 hour' AS begun_at FROM fleet) begun
   WHERE n % 10 = 0;
INSERT INTO links (id, user_id, kind, name, secret_hash, connection_id, created_at, expires_at)
  SELECT uuidv7(), user_id, 'status', 'Wall', sha256(n::text::bytea), id, now(), now() + interval '30 days' FROM fleet WHERE n % 4 = 0;
