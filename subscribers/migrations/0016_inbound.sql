-- SPDX-License-Identifier: MIT
-- What was never handed to the parser goes first, however much else is not done.
CREATE INDEX inbound_untried ON inbound (id) WHERE state = 'new' AND due_at IS NULL;

-- Where a mail that was taken over still lies at the mail host, so that it can be removed there, too. A mail that
-- came twice has two. A row goes when the copy is gone.
CREATE TABLE inbound_copy (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never given again: a fetcher that is asked to remove it names it
	inbound_id INTEGER NOT NULL REFERENCES inbound ON DELETE CASCADE,
	inbox TEXT NOT NULL,
	place TEXT NOT NULL,		-- in that inbox: a Maildir name, UIDVALIDITY.UID, "moved UIDVALIDITY.UID"
	size INTEGER NOT NULL,		-- as the host had it: another message there is not ours to remove
	received_at INTEGER NOT NULL,	-- likewise
	stored_at INTEGER NOT NULL,
	is_unwanted INTEGER NOT NULL DEFAULT 0 CHECK (is_unwanted IN (0, 1)),	-- its writer is forgotten
	retry_at INTEGER NOT NULL DEFAULT 0,	-- the host refused: not before then
	UNIQUE (inbox, place)
) STRICT;
CREATE INDEX inbound_copy_of ON inbound_copy (inbound_id);
CREATE INDEX inbound_copy_age ON inbound_copy (inbox, stored_at);
CREATE INDEX inbound_copy_unwanted ON inbound_copy (inbox) WHERE is_unwanted = 1;
CREATE INDEX inbound_quarantined ON inbound (id) WHERE state = 'quarantined';
