-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "other_owner_at" TIMESTAMPTZ(3);
