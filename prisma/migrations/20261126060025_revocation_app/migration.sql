-- AlterTable
ALTER TABLE "revocations" ADD COLUMN     "client_id" TEXT;
