-- AlterTable
ALTER TABLE "operator_incidents" ADD COLUMN     "end_told_at" TIMESTAMPTZ(3);

-- What was over before anybody could be told of it is no news.
UPDATE "operator_incidents" SET "end_told_at" = "ended_at" WHERE "ended_at" IS NOT NULL;
