-- SPDX-License-Identifier: MIT
-- A signature need not cover the Message-ID, so a signed mail could be handed in again under another one. The keyed hashes of
-- the signatures of a mail's own domain, each of which may vouch for it; as long as sender_hash.
CREATE TABLE inbound_mark (
	hash BLOB NOT NULL,
	inbound_id INTEGER NOT NULL REFERENCES inbound ON DELETE CASCADE,
	PRIMARY KEY (hash, inbound_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbound_marked ON inbound_mark (inbound_id);
