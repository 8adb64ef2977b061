-- SPDX-License-Identifier: MIT
-- What a question said of each list it was about: its answer agrees to those words and to no others.
CREATE TABLE shown (
	kind TEXT NOT NULL CHECK (kind IN ('mail', 'offer')),	-- of a mail, by its number; besides a question, by its subscription
	id INTEGER NOT NULL,
	list_id INTEGER NOT NULL REFERENCES list ON DELETE CASCADE,
	wording_id INTEGER NOT NULL REFERENCES wording,
	notice TEXT NOT NULL,		-- its version
	at INTEGER NOT NULL,
	PRIMARY KEY (kind, id, list_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_age ON shown (at);
