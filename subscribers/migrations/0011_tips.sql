-- SPDX-License-Identifier: MIT
-- What convenors ask for by email, and what members share.

-- A change of a meeting that its convenor was asked about: done by a yes to that mail, once. A newer
-- one takes its place.
CREATE TABLE proposal (
	meeting_id INTEGER PRIMARY KEY REFERENCES meeting,
	delivery_id INTEGER NOT NULL UNIQUE,	-- the mail that asks
	revision INTEGER NOT NULL,	-- of the meeting when it was asked
	starts_at INTEGER,		-- NULL: it is to be cancelled
	reason TEXT NOT NULL,		-- for the members
	asked_at INTEGER NOT NULL
) STRICT;

-- What members share with their community. Who it was is for the list's convenor only where they said so.
CREATE TABLE tip (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never given again: the convenor's old mail names it
	list_id INTEGER NOT NULL REFERENCES list,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	text TEXT NOT NULL,
	is_named INTEGER NOT NULL DEFAULT 0 CHECK (is_named IN (0, 1)),	-- they said that their name may stand there
	state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'rejected', 'sent')),
	created_at INTEGER NOT NULL,
	decided_at INTEGER,
	decided_by TEXT,		-- an account of staff, or "convenor"
	receipt_id INTEGER UNIQUE,	-- the mail to who shared it
	announcement_id INTEGER REFERENCES announcement	-- the digest it went in
) STRICT;
-- The mails that ask if a tip may be used, one to each convenor; the first who answers decides.
CREATE TABLE tip_question (
	delivery_id INTEGER PRIMARY KEY,
	tip_id INTEGER NOT NULL REFERENCES tip ON DELETE CASCADE
) STRICT;
CREATE INDEX tip_question_of ON tip_question (tip_id);
CREATE INDEX tip_of ON tip (subscriber_id, created_at);
CREATE INDEX tip_approved ON tip (list_id, id) WHERE state = 'approved';

-- Whose name stands in which announcement, so that it goes from there with its person.
CREATE TABLE byline (
	id INTEGER PRIMARY KEY,
	announcement_id INTEGER NOT NULL REFERENCES announcement,
	subscriber_id INTEGER REFERENCES subscriber ON DELETE SET NULL,	-- NULL: to be taken out
	shown TEXT NOT NULL		-- the name as the Markdown there has it
) STRICT;
CREATE INDEX byline_of ON byline (subscriber_id, id);

-- When the next digest of a community's tips may go.
CREATE TABLE tip_digest (
	list_id INTEGER PRIMARY KEY REFERENCES list,
	next_at INTEGER NOT NULL
) STRICT;

-- What reports count.
CREATE VIEW consent_public AS SELECT subscriber_id, list_id, act, channel, notice, wording_id, at FROM consent;
