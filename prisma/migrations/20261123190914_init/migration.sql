-- CreateEnum
CREATE TYPE "environment" AS ENUM ('simulator', 'sandbox', 'production');

-- CreateEnum
CREATE TYPE "intent" AS ENUM ('sign-in', 'connect', 'reconnect', 'allow-more');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('active', 'frozen', 'disconnecting', 'disconnected', 'reconnect', 'quarantined');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_signed_in_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "device" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transactions" (
    "id" UUID NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "environment" "environment" NOT NULL,
    "intent" "intent" NOT NULL,
    "user_id" UUID,
    "session_id" UUID,
    "connection_id" UUID,
    "scopes" TEXT[],
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "consumed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" "connection_status" NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "organization_id" TEXT,
    "organization_name" TEXT,
    "organization_confirmed" BOOLEAN NOT NULL DEFAULT false,
    "membership_id" TEXT,
    "member_name" TEXT,
    "member_role" TEXT,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "requested_scopes" TEXT[],
    "granted_scopes" TEXT[],
    "access_token_sealed" TEXT,
    "refresh_token_sealed" TEXT,
    "id_token_sealed" TEXT,
    "access_expires_at" TIMESTAMPTZ(3),
    "refresh_issued_at" TIMESTAMPTZ(3),
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "checks" JSONB NOT NULL DEFAULT '[]',
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "attempt_at" TIMESTAMPTZ(3),
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "proven_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "failed_at" TIMESTAMPTZ(3),
    "failure_trace_id" TEXT,
    "disconnect_steps" JSONB NOT NULL DEFAULT '[]',
    "disconnect_requested_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rotations" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "generation" BIGINT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "cause" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "duration_ms" INTEGER,

    CONSTRAINT "rotations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revocations" (
    "id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "connection_id" UUID,
    "token_sealed" TEXT,
    "cause" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "last_outcome" TEXT,

    CONSTRAINT "revocations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "canaries" (
    "key_id" TEXT NOT NULL,
    "canary_sealed" TEXT NOT NULL,
    "system_identifier" TEXT NOT NULL,
    "database_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "restored_at" TIMESTAMPTZ(3),

    CONSTRAINT "canaries_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "activities" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "event" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "user_id" UUID,
    "connection_id" UUID,
    "code" TEXT,
    "reference" TEXT,
    "trace_id" TEXT,
    "duration_ms" INTEGER,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "activities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "held_grants" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "consent_sealed" TEXT NOT NULL,
    "organization_name" TEXT,
    "member_name" TEXT,

    CONSTRAINT "held_grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_subscriptions" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "secret_sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_delivery_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_issuer_subject_key" ON "accounts"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "transactions_state_hash_key" ON "transactions"("state_hash");

-- CreateIndex
CREATE INDEX "transactions_begun_at_idx" ON "transactions"("begun_at");

-- CreateIndex
CREATE INDEX "transactions_user_id_idx" ON "transactions"("user_id");

-- CreateIndex
CREATE INDEX "connections_user_id_environment_issuer_subject_idx" ON "connections"("user_id", "environment", "issuer", "subject");

-- CreateIndex
CREATE INDEX "connections_due_at_idx" ON "connections"("due_at");

-- CreateIndex
CREATE INDEX "connections_attempt_at_idx" ON "connections"("attempt_at");

-- CreateIndex
CREATE INDEX "connections_environment_organization_id_membership_id_idx" ON "connections"("environment", "organization_id", "membership_id");

-- CreateIndex
CREATE UNIQUE INDEX "connections_user_id_environment_organization_id_key" ON "connections"("user_id", "environment", "organization_id");

-- CreateIndex
CREATE INDEX "rotations_connection_id_started_at_idx" ON "rotations"("connection_id", "started_at");

-- CreateIndex
CREATE INDEX "revocations_done_at_next_attempt_at_idx" ON "revocations"("done_at", "next_attempt_at");

-- CreateIndex
CREATE INDEX "activities_connection_id_id_idx" ON "activities"("connection_id", "id" DESC);

-- CreateIndex
CREATE INDEX "activities_user_id_idx" ON "activities"("user_id");

-- CreateIndex
CREATE INDEX "held_grants_created_at_idx" ON "held_grants"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_subscriptions_subscription_id_key" ON "webhook_subscriptions"("subscription_id");

-- CreateIndex
CREATE INDEX "webhook_subscriptions_connection_id_idx" ON "webhook_subscriptions"("connection_id");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotations" ADD CONSTRAINT "rotations_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activities" ADD CONSTRAINT "activities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activities" ADD CONSTRAINT "activities_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "held_grants" ADD CONSTRAINT "held_grants_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_subscriptions" ADD CONSTRAINT "webhook_subscriptions_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
