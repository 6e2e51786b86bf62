-- CreateIndex
CREATE INDEX "connections_issuer_subject_idx" ON "connections"("issuer", "subject");
