-- SPDX-License-Identifier: MIT
-- Notes of a meeting that a convenor mailed, and was shown as they will look: they go when that very mail is answered with yes.
CREATE TABLE notes_asked (
	delivery_id INTEGER PRIMARY KEY,	-- the mail that shows them
	announcement_id INTEGER NOT NULL REFERENCES announcement ON DELETE CASCADE,
	hash BLOB NOT NULL CHECK (length(hash) = 32),	-- of what it shows (approval.h)
	recipients INTEGER NOT NULL,
	asked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_asked_of ON notes_asked (announcement_id);
CREATE INDEX notes_asked_age ON notes_asked (asked_at);

-- The part of its domain that somebody registered: one domain's refusals are few, however many.
ALTER TABLE bounce ADD COLUMN registered TEXT NOT NULL DEFAULT '';
-- So many refused addresses are the next reason to ask if they are too many.
ALTER TABLE objection ADD COLUMN look_at_refused INTEGER NOT NULL DEFAULT 0;

-- Mails that asked somebody whether they want our mail, and what made us ask: they go with the question. OR, because an index is
-- used where its words stand in the query.
CREATE INDEX delivery_asked ON delivery (created_at) WHERE erased = 0 AND (kind = 'replace' OR kind = 'address-check'
	OR kind = 'address-add' OR (subscriber_id IS NULL AND (kind = 'confirm' OR kind = 'confirm-again'
	OR kind = 'confirm-unclear' OR kind = 'invite')));
CREATE INDEX inbound_asked ON inbound (stored_at) WHERE outcome = 'confirmation sent' AND subscriber_id IS NULL
	AND sender_hash IS NOT NULL;
