-- SPDX-License-Identifier: MIT
-- Import, audiences, a million subscribers.

-- The sectors a person works in, as bits in the order of organisation.c's table; those of their
-- organisation count too. The organisation is found by its name without capitals and macrons, so that
-- it may be noted before or after the person.
ALTER TABLE subscriber ADD COLUMN sectors INTEGER NOT NULL DEFAULT 0 CHECK (sectors BETWEEN 0 AND 127);
ALTER TABLE subscriber ADD COLUMN organisation_key TEXT;

CREATE VIEW organisation_facts AS
	SELECT name_key, kind, sectors, region, is_foundational, stage FROM organisation;

-- The expression that narrows an announcement's list; NULL: all of it.
ALTER TABLE announcement ADD COLUMN audience TEXT;
CREATE VIEW rsvp_answer AS SELECT meeting_id, subscriber_id, is_invited, answer FROM rsvp;

-- Whoever was ever on a list, with what an audience asks of them and what keeps mail from them.
CREATE VIEW audience_member AS
	SELECT n.id AS subscription_id, n.list_id, n.subscriber_id, n.state, n.since_at, n.channel,
	    n.generation, s.address, s.paused_until, s.language, s.region, s.sectors, s.organisation_key,
	    EXISTS (SELECT 1 FROM suppression x WHERE x.hash = s.address_hash) AS is_never,
	    EXISTS (SELECT 1 FROM score z WHERE z.subscriber_id = s.id
	        AND z.state IN ('disabled', 'removed')) AS is_unreachable
	FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id;

-- Who may be written to now but for a pause, which depends on the time of asking.
DROP VIEW recipient;
CREATE VIEW recipient AS
	SELECT subscription_id, list_id, subscriber_id, since_at, channel, generation, address,
	    paused_until, language, region, sectors, organisation_key
	FROM audience_member WHERE state = 'active' AND NOT is_never AND NOT is_unreachable;
CREATE INDEX subscription_active ON subscription (list_id, subscriber_id) WHERE state = 'active';

-- A file that is brought into a list. The same file and list, while it is not finished, goes on where it
-- was. The master is the invitation all its people get, with slots for what differs.
CREATE TABLE import (
	id INTEGER PRIMARY KEY,
	list_id INTEGER NOT NULL REFERENCES list,
	file_hash BLOB NOT NULL,
	source TEXT NOT NULL,		-- who supplied the addresses: every person is told; empty when none is left
	actor TEXT NOT NULL,
	total INTEGER NOT NULL CHECK (total > 0),	-- rows of the file
	done INTEGER NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND total),
	master BLOB NOT NULL,
	started_at INTEGER NOT NULL,
	finished_at INTEGER
) STRICT;
CREATE INDEX import_kept ON import (started_at) WHERE source <> '';
CREATE UNIQUE INDEX import_open ON import (list_id, file_hash) WHERE finished_at IS NULL;

-- What became of its rows.
CREATE TABLE import_count (
	import_id INTEGER NOT NULL REFERENCES import,
	outcome TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (import_id, outcome)
) STRICT, WITHOUT ROWID;

ALTER TABLE delivery ADD COLUMN import_id INTEGER REFERENCES import;

-- Whoever was invited by staff and has not answered: an invitation goes to nobody else.
CREATE VIEW invitee AS
	SELECT subscription_id, list_id, subscriber_id, generation, address
	FROM audience_member WHERE state = 'pending' AND NOT is_never AND NOT is_unreachable;

-- People invited by staff are not asked again: they do not stand in the way of those who are.
DROP INDEX subscription_unanswered;
CREATE INDEX subscription_unanswered ON subscription (asked_at)
	WHERE state = 'pending' AND reminded_at IS NULL AND channel <> 'staff';

-- Who supplied an address stands once, with the file.
ALTER TABLE subscription ADD COLUMN import_id INTEGER REFERENCES import;
ALTER TABLE consent ADD COLUMN import_id INTEGER REFERENCES import;
CREATE INDEX consent_of_import ON consent (import_id) WHERE import_id IS NOT NULL;
CREATE VIEW consent_import AS SELECT import_id FROM consent WHERE import_id IS NOT NULL;
-- Whoever a file invited: what the proof and the outbox need of them, a batch at a time.
CREATE VIEW import_asked AS
	SELECT n.id AS subscription_id, n.subscriber_id, n.list_id, n.import_id, s.address_hash
	FROM subscription n CROSS JOIN subscriber s ON s.id = n.subscriber_id;
CREATE VIEW import_source AS SELECT id AS import_id, source FROM import;
DROP VIEW membership;
CREATE VIEW membership AS
	SELECT n.id AS subscription_id, n.subscriber_id, n.list_id, n.state, n.channel,
	    coalesce(n.source, (SELECT i.source FROM import i WHERE i.id = n.import_id)) AS source,
	    n.asked_at, n.since_at, n.left_at, n.generation, s.address, s.address_key, s.paused_until
	FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id;
