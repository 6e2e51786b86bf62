-- The columns of our connections that the bare list reads.
CREATE TABLE connections (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  name text,
  status text NOT NULL,
  granted_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX ON connections (user_id);
