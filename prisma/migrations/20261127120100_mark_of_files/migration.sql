-- AlterTable
ALTER TABLE "canaries" ADD COLUMN     "cluster_file" TEXT,
ADD COLUMN     "starts" INTEGER;
