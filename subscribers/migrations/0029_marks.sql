-- SPDX-License-Identifier: MIT
-- A signature need not cover the Message-ID, so a signed mail could be handed in again under another one. The keyed hashes of
-- the signatures of a mail's own domain, each of which may vouch for it; as long as sender_hash.
CREATE TABLE inbound_mark (
	hash BLOB NOT NULL,
	inbound_id INTEGER NOT NULL REFERENCES inbound ON DELETE CASCADE,
	PRIMARY KEY (hash, inbound_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbound_marked ON inbound_mark (inbound_id);

-- A mailing was paused because the relay refused everybody, and not for a part of the list that is gone: its refusals say nothing.
ALTER TABLE objection ADD COLUMN is_of_relay INTEGER NOT NULL DEFAULT 0;

-- What is mailed to nobody was acted on, and counts for its sender as all that is: else one name could fill the store.
DROP INDEX inbound_acted;
CREATE INDEX inbound_acted ON inbound (sender_hash, budget, stored_at)
	WHERE (limited IS NULL OR limited = 'read_by_nobody') AND sender_hash IS NOT NULL;
