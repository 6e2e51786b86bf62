-- CreateIndex
CREATE INDEX "connections_environment_status_seen_stand_told_stand_idx" ON "connections"("environment", "status", "seen_stand", "told_stand");
