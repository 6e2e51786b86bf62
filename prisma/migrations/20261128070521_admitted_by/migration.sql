-- AlterTable
ALTER TABLE "users" ADD COLUMN     "admitted_by" TEXT;
