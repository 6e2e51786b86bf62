-- AlterTable
ALTER TABLE "revocations" ADD COLUMN     "may_be_used" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "activities_at_idx" ON "activities" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "rotations_started_at_idx" ON "rotations" USING BRIN ("started_at");
