-- SPDX-License-Identifier: MIT
-- What a restore does again besides, and how one came about that nobody asked for.

-- Further addresses that their people had taken away since.
ALTER TABLE restored ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
-- NULL: staff brought the backup back. Else what was found at a start: a backup or an older database in the place of the
-- database, or a ledger that does not reach it.
ALTER TABLE restored ADD COLUMN found TEXT CHECK (found IN ('backup', 'older', 'ledger'));
