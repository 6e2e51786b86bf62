-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "accepted_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "claim_changes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "claims_since" TIMESTAMPTZ(3);

-- A limit is accepted for as long as it lasts, whoever writes the row: what is granted meanwhile is no limit any more, and
-- losing it later is a new one. It is not among what has a row looked at for something to tell: limits are told to nobody.
CREATE FUNCTION connections_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.accepted_scopes := ARRAY(
    SELECT DISTINCT scope FROM unnest(NEW.accepted_scopes) AS scope
     WHERE scope = ANY(NEW.requested_scopes) AND NOT scope = ANY(NEW.granted_scopes) ORDER BY scope);
  RETURN NEW;
END $$;

CREATE TRIGGER connections_accepted BEFORE INSERT OR UPDATE OF accepted_scopes, requested_scopes, granted_scopes
  ON connections FOR EACH ROW WHEN (cardinality(NEW.accepted_scopes) > 0) EXECUTE FUNCTION connections_accepted();
