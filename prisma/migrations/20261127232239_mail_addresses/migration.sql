-- CreateTable
CREATE TABLE "mail_addresses" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "kinds" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "confirm_hash" BYTEA,
    "confirm_until" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),
    "last_delivered_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "failure_text" TEXT,
    "failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_addresses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_addresses_confirm_hash_key" ON "mail_addresses"("confirm_hash");

-- CreateIndex
CREATE UNIQUE INDEX "mail_addresses_user_id_address_key" ON "mail_addresses"("user_id", "address");

-- AddForeignKey
ALTER TABLE "mail_addresses" ADD CONSTRAINT "mail_addresses_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
