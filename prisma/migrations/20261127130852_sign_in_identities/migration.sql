-- DropIndex
DROP INDEX "connections_user_id_environment_organization_id_key";

-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "email_hash" TEXT,
ADD COLUMN     "via" TEXT NOT NULL DEFAULT 'sign_in';

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "account_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "connections_user_id_environment_organization_id_subject_key" ON "connections"("user_id", "environment", "organization_id", "subject");

-- A user's later identities can only have been linked by connecting, and nobody was asked: from now on such an identity signs
-- in only while a connection of it lives and its e-mail is proven to be that of the first one.
UPDATE accounts SET via = 'connect'
 WHERE id NOT IN (SELECT DISTINCT ON (user_id) id FROM accounts ORDER BY user_id, created_at, id);

-- Grants that waited for an answer, for fifteen minutes at most: what comes back for another organisation or person is
-- refused and revoked at once now.
DROP TABLE held_grants;
