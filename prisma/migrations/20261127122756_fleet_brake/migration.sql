-- CreateTable
CREATE TABLE "fleet_brakes" (
    "id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "put_on_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "fleet_brakes_pkey" PRIMARY KEY ("id")
);

-- One is on at most, whoever puts it on.
CREATE UNIQUE INDEX "fleet_brakes_on" ON "fleet_brakes" ((released_at IS NULL)) WHERE released_at IS NULL;

-- As before; the keep-alive runs every 7 days, and a final 401 is asked about again within a day.
CREATE OR REPLACE FUNCTION connections_set_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Up to a day, always the same for one connection: a fleet that was connected at once is not renewed at once.
  spread interval := (hashtext(NEW.id::text) & 65535) * interval '1 second';
  -- A gentle proof once a day, sooner while there is trouble or doubt; after a final 401 within a day, because a gateway may
  -- have answered so to everybody.
  proof timestamptz := CASE
    WHEN NEW.status <> 'active' AND NEW.failure IS DISTINCT FROM 'consent_withdrawn' THEN NULL
    WHEN NEW.failure = 'unauthorized' THEN NEW.failed_at + interval '6 hours' + spread / 2
    WHEN NEW.failure IS NOT NULL THEN NEW.failed_at + interval '5 minutes'
    ELSE least(NEW.proven_at + interval '1 day' + spread, NEW.recheck_at)
  END;
BEGIN
  NEW.due_at := CASE
    -- An unconfirmed end is tried again for as long as there are tokens to end.
    WHEN NEW.status = 'disconnecting' THEN
      CASE WHEN coalesce(NEW.refresh_token_sealed, NEW.access_token_sealed) IS NOT NULL
        THEN greatest(coalesce(NEW.next_attempt_at, NEW.disconnect_requested_at + interval '30 seconds'), NEW.lease_until) END
    WHEN NEW.status NOT IN ('active', 'frozen') THEN NULL
    -- A refresh whose outcome is not known goes first.
    WHEN NEW.attempt_at IS NOT NULL THEN greatest(NEW.attempt_at, NEW.lease_until, NEW.next_attempt_at)
    WHEN NEW.refresh_token_sealed IS NULL THEN
      CASE WHEN proof IS NOT NULL AND greatest(proof, NEW.next_attempt_at) < NEW.access_expires_at - interval '5 minutes'
        THEN greatest(proof, NEW.next_attempt_at) END
    -- Keep-alive, long before day 90, or the proof.
    ELSE CASE WHEN coalesce(NEW.refresh_issued_at, proof) IS NOT NULL
      THEN greatest(least(NEW.refresh_issued_at + interval '7 days' + spread, proof), NEW.next_attempt_at) END
  END;
  RETURN NEW;
END $$;


-- Those that were silenced for good, and those that are due under the shorter interval.
UPDATE connections SET due_at = NULL WHERE status IN ('active', 'frozen');
