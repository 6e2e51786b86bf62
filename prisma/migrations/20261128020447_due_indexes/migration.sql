-- What looks every few seconds, every hour or every night whether something is due finds it through an index, so that it
-- costs what is due and not what there is (npm run bench -- fleet).

-- CreateIndex
CREATE INDEX "api_keys_expires_at_idx" ON "api_keys"("expires_at");

-- CreateIndex
CREATE INDEX "api_keys_revoked_at_idx" ON "api_keys"("revoked_at");

-- CreateIndex
CREATE INDEX "links_expires_at_idx" ON "links"("expires_at");

-- CreateIndex
CREATE INDEX "links_revoked_at_idx" ON "links"("revoked_at");

-- CreateIndex
CREATE INDEX "mail_addresses_confirm_until_idx" ON "mail_addresses"("confirm_until");

-- CreateIndex
CREATE INDEX "webhook_deliveries_received_at_idx" ON "webhook_deliveries" USING BRIN ("received_at");

-- In these few rows are due at any time, and the others are not in the index.
CREATE INDEX "webhook_deliveries_left_idx" ON "webhook_deliveries"("received_at") WHERE event IS NOT NULL;
CREATE INDEX "webhook_endpoints_failing_idx" ON "webhook_endpoints"("failing_since")
  WHERE disabled_at IS NULL AND (disabled_reason = 'gone' OR failing_since IS NOT NULL);
CREATE INDEX "webhook_endpoints_former_idx" ON "webhook_endpoints"("former_until") WHERE former_until IS NOT NULL;
CREATE INDEX "connections_without_tokens_idx" ON "connections"("id")
  WHERE coalesce(refresh_token_sealed, access_token_sealed) IS NULL;
CREATE INDEX "rotations_refused_idx" ON "rotations"("started_at") WHERE outcome = 'invalid_grant';

-- Asked for the latest one, a BRIN index answers with all of the last minutes: of a large fleet, thousands.
DROP INDEX "rotations_started_at_idx";
CREATE INDEX "rotations_started_at_idx" ON "rotations"("started_at");
