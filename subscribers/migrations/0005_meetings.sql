-- SPDX-License-Identifier: MIT
-- Invitations and answers.

-- Each change that members are told of is a revision; they are told in chunks, by subscriber id.
ALTER TABLE meeting ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0);
ALTER TABLE meeting ADD COLUMN told_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meeting ADD COLUMN is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1));
ALTER TABLE meeting ADD COLUMN change TEXT;		-- what the last revision changed, in words
ALTER TABLE meeting ADD COLUMN capacity INTEGER CHECK (capacity > 0);
ALTER TABLE meeting ADD COLUMN listed_at INTEGER;	-- when the convenor gets the list; NULL: had it
UPDATE meeting SET is_told = 1;
CREATE INDEX meeting_telling ON meeting (id) WHERE is_told = 0;
CREATE INDEX meeting_listing ON meeting (listed_at) WHERE listed_at IS NOT NULL;
CREATE INDEX meeting_of ON meeting (list_id, starts_at);
CREATE INDEX meeting_start ON meeting (starts_at);

-- How far a reminder has gone through its members.
ALTER TABLE reminder ADD COLUMN sent_to INTEGER NOT NULL DEFAULT 0;

-- One person's invitation to one meeting, and what they said. The row stays when they leave the
-- community, so that SEQUENCE never goes back when they join again.
CREATE TABLE rsvp (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never given again: links in old mails name it
	meeting_id INTEGER NOT NULL REFERENCES meeting,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	uid TEXT NOT NULL UNIQUE,
	revision INTEGER NOT NULL,	-- of the meeting, as they were last told
	sequence INTEGER NOT NULL CHECK (sequence >= 0),	-- of the last calendar object they got
	since_sequence INTEGER NOT NULL DEFAULT 0,	-- of the first that is about the present time
	is_invited INTEGER NOT NULL CHECK (is_invited IN (0, 1)),
	answer TEXT NOT NULL DEFAULT 'none' CHECK (answer IN ('none', 'yes', 'no', 'maybe', 'waiting')),
	guests INTEGER NOT NULL DEFAULT 0 CHECK (guests BETWEEN 0 AND 20),
	note TEXT,			-- what they wrote with it, for the convenor
	via TEXT CHECK (via IN ('calendar', 'email', 'web', 'staff')),
	is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
	answered_at INTEGER,
	stamp_at INTEGER NOT NULL DEFAULT 0,	-- DTSTAMP of the calendar's answer: an older one is ignored
	-- What of it was not sent to them, by a pause above all: 1 that they are invited, 2 that it changed or
	-- was cancelled, 4 that they have a place now. They hear of it when they get our mail again.
	missed INTEGER NOT NULL DEFAULT 0 CHECK (missed BETWEEN 0 AND 7),
	UNIQUE (meeting_id, subscriber_id)
) STRICT;
CREATE INDEX rsvp_missed ON rsvp (subscriber_id) WHERE missed <> 0;
CREATE INDEX rsvp_of ON rsvp (subscriber_id);
CREATE INDEX rsvp_answered ON rsvp (meeting_id, answer, answered_at);

-- What is left of the answers to a meeting that is long over: how many they were.
CREATE TABLE turnout (
	meeting_id INTEGER PRIMARY KEY REFERENCES meeting,
	yes INTEGER NOT NULL,
	no INTEGER NOT NULL,
	maybe INTEGER NOT NULL,
	waiting INTEGER NOT NULL,
	none INTEGER NOT NULL,
	guests INTEGER NOT NULL
) STRICT;
CREATE VIEW turnout_public AS SELECT meeting_id, yes + no + maybe + waiting AS answered,
	yes + no + maybe + waiting + none AS invited FROM turnout;

-- Reminders that stood in the mail about another meeting of the same day.
CREATE TABLE reminded (
	meeting_id INTEGER NOT NULL REFERENCES meeting,
	offset_s INTEGER NOT NULL,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	PRIMARY KEY (meeting_id, offset_s, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminded_of ON reminded (subscriber_id);

-- A pause with an end is ended by the schedule.
CREATE INDEX subscriber_paused ON subscriber (paused_until) WHERE paused_until IS NOT NULL;

CREATE VIEW subscriber_address AS SELECT id AS subscriber_id, address FROM subscriber;
