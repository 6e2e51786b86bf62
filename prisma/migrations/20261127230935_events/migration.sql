-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "seen_stand" TEXT,
ADD COLUMN     "tell_at" TIMESTAMPTZ(3),
ADD COLUMN     "told_stand" TEXT,
ADD COLUMN     "told_at" TIMESTAMPTZ(3),
ADD COLUMN     "told_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "reminded_days" INTEGER,
ADD COLUMN     "reminded_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "connection_id" UUID,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "data" JSONB NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "receiver_id" UUID NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "answer" JSONB,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "events_user_id_id_idx" ON "events"("user_id", "id");

-- CreateIndex
CREATE INDEX "events_at_idx" ON "events"("at");

-- CreateIndex
CREATE INDEX "deliveries_next_attempt_at_idx" ON "deliveries"("next_attempt_at");

-- CreateIndex
CREATE INDEX "deliveries_channel_receiver_id_id_idx" ON "deliveries"("channel", "receiver_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_event_id_channel_receiver_id_key" ON "deliveries"("event_id", "channel", "receiver_id");

-- CreateIndex
CREATE INDEX "connections_tell_at_idx" ON "connections"("tell_at");

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What can change a verdict has the row looked at. Times that every renewal moves are not among it: they only put an end
-- off, and the look at that end finds the new one.
CREATE FUNCTION connections_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.tell_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER connections_tell_made BEFORE INSERT ON connections FOR EACH ROW EXECUTE FUNCTION connections_tell();
CREATE TRIGGER connections_tell_changed BEFORE UPDATE ON connections FOR EACH ROW
  WHEN ((OLD.status, OLD.failure, OLD.verified, OLD.granted_scopes, OLD.requested_scopes, OLD.granted_at, OLD.client_id,
         OLD.organization_confirmed, OLD.other_owner_at IS NULL, OLD.refresh_token_sealed IS NULL, OLD.access_token_sealed IS NULL)
    IS DISTINCT FROM
        (NEW.status, NEW.failure, NEW.verified, NEW.granted_scopes, NEW.requested_scopes, NEW.granted_at, NEW.client_id,
         NEW.organization_confirmed, NEW.other_owner_at IS NULL, NEW.refresh_token_sealed IS NULL, NEW.access_token_sealed IS NULL))
  EXECUTE FUNCTION connections_tell();

-- Nobody is told of what was so before there was anything to tell it with.
UPDATE connections SET tell_at = now(), told_at = now(), told_scopes = granted_scopes,
  told_stand = CASE status WHEN 'active' THEN 'works' WHEN 'frozen' THEN 'frozen' WHEN 'disconnected' THEN 'gone'
                           WHEN 'disconnecting' THEN 'works' ELSE 'broken' END;
