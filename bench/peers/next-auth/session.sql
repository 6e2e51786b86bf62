-- The tables that a signed-in page reads, as the manual of @auth/pg-adapter has them.
CREATE TABLE users (
  id SERIAL,
  name VARCHAR(255),
  email VARCHAR(255),
  "emailVerified" TIMESTAMPTZ,
  image TEXT,
  PRIMARY KEY (id)
);
CREATE TABLE sessions (
  id SERIAL,
  "userId" INTEGER NOT NULL,
  expires TIMESTAMPTZ NOT NULL,
  "sessionToken" VARCHAR(255) NOT NULL,
  PRIMARY KEY (id)
);
-- As new as after a sign-in, so that it is not renewed while it is measured.
INSERT INTO users (id, name, email) VALUES (1, 'A person', 'person@example.com');
INSERT INTO sessions ("userId", expires, "sessionToken") VALUES (1, now() + interval '30 days', :token);
