-- A recheck that is planned counts after a 401 as well. The very first use of a grant may be refused because the consent
-- was withdrawn meanwhile, and then nothing asked for hours what had become of its refresh token.
CREATE OR REPLACE FUNCTION connections_set_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Up to a day, always the same for one connection: a fleet that was connected at once is not renewed at once.
  spread interval := (hashtext(NEW.id::text) & 65535) * interval '1 second';
  -- A gentle proof once a day, sooner while there is trouble or doubt. After a final 401 within a day, because a gateway may
  -- have answered so to everybody, or when a recheck is planned: the very first use of a grant may have been refused.
  proof timestamptz := CASE
    WHEN NEW.status <> 'active' AND NEW.failure IS DISTINCT FROM 'consent_withdrawn' THEN NULL
    WHEN NEW.failure = 'unauthorized' THEN least(NEW.failed_at + interval '6 hours' + spread / 2, NEW.recheck_at)
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

-- Those that wait for their recheck.
UPDATE connections SET due_at = NULL WHERE failure = 'unauthorized' AND recheck_at IS NOT NULL;
