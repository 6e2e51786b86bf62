-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "note" TEXT;

-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "dismissed_at" TIMESTAMPTZ(3);
