-- SPDX-License-Identifier: MIT
-- Series of meetings. A series makes meetings ahead of time, each once: the index below is the last
-- word on that. Its first occurrence is kept as local date and time, so that ten stays ten.
CREATE TABLE series (
	id INTEGER PRIMARY KEY,
	list_id INTEGER NOT NULL REFERENCES list,
	title TEXT NOT NULL,
	rule TEXT NOT NULL,		-- RRULE, as it was given
	holidays TEXT NOT NULL CHECK (holidays IN ('skip', 'next working day', 'keep')),
	first_date INTEGER NOT NULL,	-- days since 1970-01-01, local
	first_s INTEGER NOT NULL CHECK (first_s BETWEEN 0 AND 86399),	-- of that day, by the wall clock
	timezone TEXT NOT NULL,
	length_s INTEGER NOT NULL CHECK (length_s > 0),
	place TEXT,
	link TEXT,
	agenda TEXT,
	capacity INTEGER CHECK (capacity > 0),
	remind TEXT,			-- spans; NULL: the community's
	state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled')),
	reason TEXT,
	walked_date INTEGER NOT NULL,	-- occurrences up to this date were dealt with
	walked_count INTEGER NOT NULL DEFAULT 0,
	walked_held INTEGER NOT NULL DEFAULT 0,	-- the date of the last one that takes place
	next_at INTEGER NOT NULL,	-- when the next one starts
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX series_due ON series (next_at) WHERE state = 'open';

ALTER TABLE meeting ADD COLUMN series_id INTEGER REFERENCES series;
ALTER TABLE meeting ADD COLUMN series_date INTEGER;	-- the occurrence's date by the rule
CREATE UNIQUE INDEX meeting_of_series ON meeting (series_id, series_date) WHERE series_id IS NOT NULL;

-- Who leads a community, or one series or one meeting of it, and gets what is for its convenor.
CREATE TABLE convenor (
	id INTEGER PRIMARY KEY,
	list_id INTEGER NOT NULL REFERENCES list ON DELETE CASCADE,
	series_id INTEGER REFERENCES series ON DELETE CASCADE,
	meeting_id INTEGER REFERENCES meeting ON DELETE CASCADE,
	address TEXT NOT NULL,
	address_key TEXT NOT NULL,
	CHECK (series_id IS NULL OR meeting_id IS NULL)
) STRICT;
CREATE UNIQUE INDEX convenor_of ON convenor (list_id, coalesce(series_id, 0), coalesce(meeting_id, 0), address_key);
CREATE INDEX convenor_who ON convenor (address_key);
CREATE VIEW convenor_public AS SELECT id AS convenor_id, list_id, coalesce(series_id, 0) AS series_id,
	coalesce(meeting_id, 0) AS meeting_id, address FROM convenor;

-- A community's own reminders: spans, 'none'; NULL: those of the configuration.
ALTER TABLE list ADD COLUMN reminders TEXT;

-- When the meeting of an invitation starts, so that what a person is still invited to is found without
-- all they ever were: rsvp.c follows the meeting.
ALTER TABLE rsvp ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
UPDATE rsvp SET starts_at = (SELECT m.starts_at FROM meeting m WHERE m.id = meeting_id);
CREATE INDEX rsvp_age ON rsvp (starts_at);
CREATE INDEX rsvp_coming ON rsvp (subscriber_id, starts_at, meeting_id) WHERE is_invited = 1;
