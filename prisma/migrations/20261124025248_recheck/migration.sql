-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "recheck_at" TIMESTAMPTZ(3);

-- As before, and with the proof that somebody has asked for.
CREATE OR REPLACE FUNCTION connections_set_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Up to a day, always the same for one connection: a fleet that was connected at once is not renewed at once.
  spread interval := (hashtext(NEW.id::text) & 65535) * interval '1 second';
BEGIN
  NEW.due_at := CASE
    -- An unconfirmed end is tried again for as long as there are tokens to end.
    WHEN NEW.status = 'disconnecting' THEN
      CASE WHEN coalesce(NEW.refresh_token_sealed, NEW.access_token_sealed) IS NOT NULL
        THEN coalesce(NEW.next_attempt_at, NEW.disconnect_requested_at + interval '30 seconds') END
    WHEN NEW.status NOT IN ('active', 'frozen') THEN NULL
    -- A refresh whose outcome is not known goes first.
    WHEN NEW.attempt_at IS NOT NULL THEN greatest(NEW.attempt_at, NEW.lease_until, NEW.next_attempt_at)
    WHEN NEW.refresh_token_sealed IS NULL THEN NULL
    ELSE least(
      -- Keep-alive, long before day 90.
      greatest(NEW.refresh_issued_at + interval '30 days' + spread, NEW.next_attempt_at),
      -- A gentle proof once a day, sooner while there is trouble or doubt, never again after a final 401.
      CASE WHEN NEW.status = 'active' AND NEW.failure IS DISTINCT FROM 'unauthorized' THEN
        CASE WHEN NEW.failure IS NOT NULL THEN greatest(NEW.failed_at + interval '5 minutes', NEW.next_attempt_at)
          ELSE least(NEW.proven_at + interval '1 day' + spread,
            CASE WHEN NEW.recheck_at IS NOT NULL THEN greatest(NEW.recheck_at, NEW.next_attempt_at) END) END
      END)
  END;
  RETURN NEW;
END $$;
