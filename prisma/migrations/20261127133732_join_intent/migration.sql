-- AlterEnum
ALTER TYPE "intent" ADD VALUE 'join';
