-- DropIndex
DROP INDEX "activities_user_id_idx";

-- CreateIndex
CREATE INDEX "activities_user_id_id_idx" ON "activities"("user_id", "id" DESC);

-- What names a connection belongs to its owner, also in the entries that did not say so.
UPDATE "activities" SET "user_id" = "connections"."user_id" FROM "connections"
 WHERE "connections"."id" = "activities"."connection_id" AND "activities"."user_id" IS NULL;
