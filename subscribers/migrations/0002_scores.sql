-- SPDX-License-Identifier: MIT
-- Scores of addresses that bounce.

-- What is compared when a whole domain refuses: dot-atom local parts have no '@' of their own.
ALTER TABLE subscriber ADD COLUMN domain TEXT
	GENERATED ALWAYS AS (substr(address_key, instr(address_key, '@') + 1)) VIRTUAL;
CREATE INDEX subscriber_domain ON subscriber (domain);

-- One refusal of one person's mail, by a verified report or by the relay: one for each mailing at most.
CREATE TABLE bounce (
	id INTEGER PRIMARY KEY,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	mailing TEXT NOT NULL,		-- "announcement 12", "meeting 3 reminder 604800", "letter 77"
	delivery_id INTEGER NOT NULL,
	list_id INTEGER,
	domain TEXT NOT NULL,		-- as it was then
	mailed_at INTEGER NOT NULL,
	at INTEGER NOT NULL,		-- when we learnt of it
	class TEXT NOT NULL CHECK (class IN ('hard', 'soft')),
	reason TEXT NOT NULL,		-- the classifier's word
	status TEXT NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('report', 'relay')),
	is_void INTEGER NOT NULL DEFAULT 0,	-- 1: an incident of the domain, no fault of the address
	UNIQUE (subscriber_id, mailing)
) STRICT;
CREATE INDEX bounce_mailing ON bounce (mailing, domain);
CREATE INDEX bounce_age ON bounce (at);

-- How sure we are that mail reaches a person; nobody without trouble has a row. The score itself is
-- the live rows of bounce since cleared_at: a refusal that turns out not to count is only voided.
CREATE TABLE score (
	subscriber_id INTEGER PRIMARY KEY REFERENCES subscriber ON DELETE CASCADE,
	state TEXT NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'warned', 'probing', 'disabled', 'removed')),
	state_at INTEGER NOT NULL,
	cleared_at INTEGER NOT NULL DEFAULT 0,	-- mail sent before does not count any more
	probe_at INTEGER,		-- the last probe was sent
	look_at INTEGER,		-- when time alone may change it
	why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX score_look ON score (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX score_state ON score (state) WHERE state <> 'ok';

-- Refusals by one domain in one mailing. Where they are too many for single dead addresses it is the
-- domain's own trouble, and nobody in it is scored until until_at.
CREATE TABLE domain_trouble (
	mailing TEXT NOT NULL,
	domain TEXT NOT NULL,
	bounces INTEGER NOT NULL,
	at INTEGER NOT NULL,		-- of the latest
	until_at INTEGER,		-- NULL: no incident
	PRIMARY KEY (mailing, domain)
) STRICT, WITHOUT ROWID;
CREATE INDEX domain_trouble_open ON domain_trouble (domain, until_at) WHERE until_at IS NOT NULL;
CREATE INDEX domain_trouble_age ON domain_trouble (at);

-- What relays and receivers held against us, not against a person, while an announcement went out.
CREATE TABLE objection (
	announcement_id INTEGER PRIMARY KEY REFERENCES announcement,
	from_relay INTEGER NOT NULL DEFAULT 0,
	from_reports INTEGER NOT NULL DEFAULT 0,
	at INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT;

-- Who may be written to now but for a pause, which depends on the time of asking. An address that
-- mail does not reach is left out until its person is heard of.
DROP VIEW recipient;
CREATE VIEW recipient AS
	SELECT n.id AS subscription_id, n.list_id, n.subscriber_id, n.since_at, n.channel, n.generation,
	    s.address, s.paused_until, s.language
	FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id
	WHERE n.state = 'active'
	    AND NOT EXISTS (SELECT 1 FROM suppression x WHERE x.hash = s.address_hash)
	    AND NOT EXISTS (SELECT 1 FROM score z WHERE z.subscriber_id = s.id
	        AND z.state IN ('disabled', 'removed'));

-- What became of the mail to one person, and who of a domain was in a mailing.
CREATE VIEW mailed AS
	SELECT d.id AS delivery_id, d.subscriber_id, d.announcement_id, d.meeting_id, d.kind, d.variant,
	    d.state, d.settled_at, s.domain
	FROM subscriber s JOIN delivery d ON d.subscriber_id = s.id;

-- The rhythm of a list.
CREATE VIEW announcement_rhythm AS
	SELECT list_id, started_at FROM announcement WHERE started_at IS NOT NULL;
CREATE INDEX announcement_started ON announcement (list_id, started_at) WHERE started_at IS NOT NULL;

-- Reports anybody could have written, and a remark for staff on one message.
CREATE INDEX inbound_unverified ON inbound (stored_at) WHERE outcome = 'bounce unverified';
ALTER TABLE inbound ADD COLUMN note TEXT;
