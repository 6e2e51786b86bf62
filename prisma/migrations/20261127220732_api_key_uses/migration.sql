-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "may_move_money" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "api_key_uses" (
    "key_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "needed" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_key_uses_pkey" PRIMARY KEY ("connection_id","key_id","needed","day")
);

-- CreateIndex
CREATE INDEX "api_key_uses_key_id_idx" ON "api_key_uses"("key_id");

-- CreateIndex
CREATE INDEX "api_key_uses_day_idx" ON "api_key_uses"("day");

-- AddForeignKey
ALTER TABLE "api_key_uses" ADD CONSTRAINT "api_key_uses_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_uses" ADD CONSTRAINT "api_key_uses_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
