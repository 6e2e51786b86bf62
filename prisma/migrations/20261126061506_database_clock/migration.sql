-- AlterTable
ALTER TABLE "held_grants" ALTER COLUMN "created_at" SET DEFAULT transaction_timestamp();

-- AlterTable
ALTER TABLE "revocations" ALTER COLUMN "created_at" SET DEFAULT transaction_timestamp(),
ALTER COLUMN "next_attempt_at" SET DEFAULT transaction_timestamp();

-- AlterTable
ALTER TABLE "transactions" ALTER COLUMN "begun_at" SET DEFAULT transaction_timestamp();
