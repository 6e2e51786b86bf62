-- CreateTable
CREATE TABLE "operator_incidents" (
    "id" UUID NOT NULL,
    "problem" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "told_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_incidents_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "operator_incidents_begun_at_idx" ON "operator_incidents"("begun_at");

-- One open incident of each problem, however many replicas notice it at once.
CREATE UNIQUE INDEX "operator_incidents_open_key" ON "operator_incidents"("problem") WHERE "ended_at" IS NULL;
