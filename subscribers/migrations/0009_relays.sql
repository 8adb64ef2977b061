-- SPDX-License-Identifier: MIT
-- Limits of destinations, counters and history of sending.

-- Where each group of destination domains stands: token buckets as times (GCRA), in ms since 1970.
CREATE TABLE domain_rate (
	name TEXT PRIMARY KEY,		-- of the group in the configuration
	full_at INTEGER NOT NULL,	-- when the bucket would be full again
	line_at INTEGER NOT NULL	-- the end of the line of those that were told to come later
) STRICT, WITHOUT ROWID;

-- What became of deliveries: how many had each outcome in each minute, and at 0 since the beginning.
CREATE TABLE minute (
	at INTEGER NOT NULL,		-- when the minute began
	outcome TEXT NOT NULL,		-- sent retry failed unsure returned
	count INTEGER NOT NULL,
	PRIMARY KEY (at, outcome)
) STRICT, WITHOUT ROWID;

-- The few that ended otherwise than sent: with them and what waits, a million that were sent are counted
-- without being read.
CREATE INDEX delivery_ended ON delivery (state) WHERE state = 'failed' OR state = 'cancelled';

-- Mails whose rows are gone: how many there were. An erased row is removed when no answer to it is to be expected.
CREATE TABLE delivery_past (
	announcement_id INTEGER NOT NULL,	-- 0: all mail
	day INTEGER NOT NULL,		-- when they were made, days since 1970 UTC; 0: since the beginning
	kind TEXT NOT NULL,		-- '' since the beginning
	state TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (announcement_id, day, kind, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_past_use ON delivery (created_at) WHERE erased = 2;
CREATE VIEW delivery_past_tally AS
	SELECT day, kind, state, count FROM delivery_past WHERE announcement_id = 0 AND day > 0;

-- A list's own hours and days, "09:00-17:00 weekdays"; NULL: those of the configuration.
ALTER TABLE list ADD COLUMN sending_window TEXT;

-- Whether a mail is sent once more where nobody can tell if it arrived: 'once'; 'never': staff decide at once.
ALTER TABLE list ADD COLUMN resend_unsure TEXT NOT NULL DEFAULT 'once' CHECK (resend_unsure IN ('once', 'never'));

-- Whether an attempt went encrypted: the version of TLS; 'none': in plain text, on this machine; NULL: not known.
ALTER TABLE attempt ADD COLUMN tls TEXT;
DROP VIEW attempt_public;
CREATE VIEW attempt_public AS SELECT delivery_id, at, outcome, relay, stage, code, reply, tls FROM attempt;
