-- SPDX-License-Identifier: MIT
-- What a backup that is brought back must know.

-- How far the ledger beside the store goes (subscribers/ledger.h): what has a higher number there was not done here.
CREATE TABLE ledger (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	batch INTEGER NOT NULL
) STRICT;

-- Each time a backup was brought back. Nothing is sent before it is accepted.
CREATE TABLE restored (
	incarnation_id INTEGER PRIMARY KEY REFERENCES incarnation,
	backup_at INTEGER NOT NULL,	-- what the store knew ends then
	at INTEGER NOT NULL,
	skipped INTEGER NOT NULL,	-- numbers of deliveries whose rows the backup does not have
	doubtful INTEGER NOT NULL,	-- mails that waited then and may have gone since
	erased INTEGER NOT NULL,	-- what was done again: people, subscriptions, addresses
	ended INTEGER NOT NULL,
	suppressed INTEGER NOT NULL,
	moved INTEGER NOT NULL,		-- people whose address here is one they left since
	accepted_at INTEGER,
	accepted_by TEXT
) STRICT;

CREATE VIEW delivery_skipped AS SELECT coalesce(sum(skipped), 0) AS count FROM restored;

-- Who was erased since that backup, by keyed hash: mail they wrote before is read again, and does nothing. And whose
-- address was left for another: mail they wrote before does what it says, and does not show that it is theirs.
CREATE TABLE restored_gone (
	hash BLOB PRIMARY KEY,
	is_moved INTEGER NOT NULL CHECK (is_moved IN (0, 1)),
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX restored_gone_age ON restored_gone (at);

-- Numbers up to these were given, by rows a restored store does not know; for tables whose rows are named outside of
-- the store (in archives, calendars, notes of people) and that do not keep count by AUTOINCREMENT.
CREATE TABLE given (
	name TEXT PRIMARY KEY,
	above INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIEW announcement_next AS
	SELECT 1 + max(coalesce((SELECT max(id) FROM announcement), 0),
	    coalesce((SELECT above FROM given WHERE name = 'announcement'), 0)) AS id;
CREATE VIEW meeting_next AS
	SELECT 1 + max(coalesce((SELECT max(id) FROM meeting), 0),
	    coalesce((SELECT above FROM given WHERE name = 'meeting'), 0)) AS id;
-- The highest numbers given so far.
CREATE VIEW given_now AS
	SELECT 'delivery' AS name, (SELECT max(id) FROM delivery) AS number
	UNION ALL SELECT 'announcement', (SELECT max(id) FROM announcement)
	UNION ALL SELECT 'meeting', (SELECT max(id) FROM meeting)
	UNION ALL SELECT name, seq FROM sqlite_sequence;

-- Who has which keyed hash.
CREATE VIEW hashed AS
	SELECT address_hash AS hash, id AS subscriber_id FROM subscriber;
CREATE VIEW alias_hashed AS
	SELECT address_hash AS hash, id AS alias_id, subscriber_id, address_key FROM alias;
