-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "chosen_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "chosen_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "refused_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[];
