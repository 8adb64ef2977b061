-- SPDX-License-Identifier: MIT
-- What people read and how they want to be written to.

-- The Toolkit.
CREATE TABLE resource (
	id INTEGER PRIMARY KEY,
	title TEXT NOT NULL,
	url TEXT NOT NULL UNIQUE,
	summary TEXT NOT NULL,
	topics TEXT NOT NULL,		-- words it is found by, beside those of title and summary
	words TEXT NOT NULL,		-- all of them folded
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

-- How somebody wants what can wait: each mail by itself, or what came in a day or a week in one; and as
-- text alone, or as both.
ALTER TABLE subscriber ADD COLUMN rhythm TEXT NOT NULL DEFAULT 'each' CHECK (rhythm IN ('each', 'daily', 'weekly'));
ALTER TABLE subscriber ADD COLUMN format TEXT NOT NULL DEFAULT 'html' CHECK (format IN ('html', 'text'));
CREATE VIEW preference AS SELECT id AS subscriber_id, rhythm, format FROM subscriber;

-- The compiled announcement for those who want text alone.
ALTER TABLE announcement ADD COLUMN master_text BLOB;

-- What was collected for a digest. The rows are gone when the digest's delivery is made, in the same
-- transaction.
CREATE TABLE digest_item (
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	list_id INTEGER NOT NULL REFERENCES list,
	announcement_id INTEGER NOT NULL REFERENCES announcement,
	due_at INTEGER NOT NULL,
	PRIMARY KEY (subscriber_id, list_id, announcement_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_due ON digest_item (due_at);

-- Further addresses a person writes from.
CREATE TABLE alias (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	address TEXT NOT NULL,
	address_key TEXT NOT NULL UNIQUE,
	address_hash BLOB NOT NULL,
	confirmed_at INTEGER NOT NULL	-- older mails to it prove nothing
) STRICT;
CREATE INDEX alias_of ON alias (subscriber_id);
CREATE VIEW alias_owner AS SELECT address_key, subscriber_id, address, confirmed_at FROM alias;
