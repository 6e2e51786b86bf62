-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "reminded_days" INTEGER;
