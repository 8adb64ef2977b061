-- SPDX-License-Identifier: MIT
-- Who left or refused a list in the time that a restored backup does not know, by keyed hash: mail of theirs that was
-- written before and is read again does not bring them back.
CREATE TABLE restored_left (
	hash BLOB NOT NULL,
	list_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (hash, list_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX restored_left_age ON restored_left (at);
