-- SPDX-License-Identifier: MIT
-- Times are seconds since 1970 UTC. States are words, checked here and moved only by the table
-- of legal moves beside their owner in C. A table is written and read by one .c file; what other
-- files may join with is a view.

CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What one consents to, with a stated purpose (DPUP: Purpose Matters).
CREATE TABLE list (
	id INTEGER PRIMARY KEY,
	slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 40),
	kind TEXT NOT NULL CHECK (kind IN ('newsletter', 'community')),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
	purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 500),
	region TEXT,			-- ISO 3166-2:NZ suffix, lower case; communities have one
	timezone TEXT NOT NULL,
	state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
	created_at INTEGER NOT NULL,
	CHECK ((kind = 'community') = (region IS NOT NULL))
) STRICT;

CREATE TABLE subscriber (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never given again: tokens of old mails name it
	address TEXT NOT NULL,		-- as it is sent to
	address_key TEXT NOT NULL UNIQUE,	-- as it is compared
	address_hash BLOB NOT NULL,	-- keyed; what suppression and proof keep when the rest is erased
	language TEXT NOT NULL DEFAULT 'en',
	paused_until INTEGER,
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE subscription (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- as above
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	list_id INTEGER NOT NULL REFERENCES list,
	state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'left')),
	channel TEXT NOT NULL CHECK (channel IN ('email', 'web', 'staff')),	-- how it was asked for
	source TEXT,			-- who supplied the address, where it was not the person (IPP 3A)
	asked_at INTEGER NOT NULL,
	since_at INTEGER,		-- active since
	left_at INTEGER,
	generation INTEGER NOT NULL DEFAULT 1,	-- a token of an older one is void
	UNIQUE (list_id, subscriber_id)
) STRICT;
CREATE INDEX subscription_of ON subscription (subscriber_id);
CREATE INDEX subscription_pending ON subscription (asked_at) WHERE state = 'pending';

-- The words agreed to, each version once.
CREATE TABLE wording (
	id INTEGER PRIMARY KEY,
	text TEXT NOT NULL UNIQUE
) STRICT;

-- Append-only: who agreed to what, when, how and to which words (UEMA s 9(3): the onus of proof
-- is on the sender). Stays in minimised form, by hash, when the subscriber is erased.
CREATE TABLE consent (
	id INTEGER PRIMARY KEY,
	subscriber_id INTEGER REFERENCES subscriber ON DELETE SET NULL,
	address_hash BLOB NOT NULL,
	list_id INTEGER NOT NULL REFERENCES list,
	act TEXT NOT NULL CHECK (act IN ('asked', 'given', 'refused', 'withdrawn', 'lapsed')),
	kind TEXT NOT NULL CHECK (kind IN ('express', 'none')),
	channel TEXT NOT NULL CHECK (channel IN ('email', 'web', 'staff', 'system')),
	wording_id INTEGER REFERENCES wording,
	notice TEXT NOT NULL,		-- version of the privacy notice in force
	at INTEGER NOT NULL,
	message_id TEXT,		-- of the mail that did it
	message_hash BLOB,		-- SHA-256 of that mail as it came
	authentication TEXT,		-- what the trusted host said of it
	note TEXT
) STRICT;
CREATE INDEX consent_of ON consent (subscriber_id, list_id);

CREATE TABLE suppression (
	hash BLOB PRIMARY KEY,		-- keyed hash of the address: nothing else is kept
	reason TEXT NOT NULL CHECK (reason IN ('erased', 'complaint', 'staff', 'bounced')),
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may be written to now but for a pause, which depends on the time of asking.
CREATE VIEW recipient AS
	SELECT n.id AS subscription_id, n.list_id, n.subscriber_id, n.since_at, n.channel, n.generation,
	    s.address, s.paused_until, s.language
	FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id
	WHERE n.state = 'active'
	    AND NOT EXISTS (SELECT 1 FROM suppression x WHERE x.hash = s.address_hash);

-- What a message may say of its list.
CREATE VIEW list_public AS
	SELECT id AS list_id, slug, kind, name, purpose, region, timezone, state FROM list;

-- A person's present answers to lists, for pages about that person.
CREATE VIEW membership AS
	SELECT n.id AS subscription_id, n.subscriber_id, n.list_id, n.state, n.channel, n.source,
	    n.asked_at, n.since_at, n.left_at, n.generation, s.address, s.address_key, s.paused_until
	FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id;

CREATE TABLE announcement (
	id INTEGER PRIMARY KEY,
	list_id INTEGER NOT NULL REFERENCES list,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,		-- CommonMark
	state TEXT NOT NULL CHECK (state IN ('draft', 'checked', 'approved', 'scheduled', 'sending',
	    'paused', 'done', 'cancelled')),
	author TEXT NOT NULL,
	approver TEXT,
	created_at INTEGER NOT NULL,
	scheduled_at INTEGER,
	started_at INTEGER,
	finished_at INTEGER,
	expanded_to INTEGER NOT NULL DEFAULT 0,	-- subscribers up to this id have their delivery
	is_expanded INTEGER NOT NULL DEFAULT 0,
	reason TEXT,			-- why it is paused or cancelled
	master BLOB			-- the compiled message: what everybody got, kept for the archive
) STRICT;
CREATE VIEW announcement_public AS SELECT id AS announcement_id, state, started_at FROM announcement;
CREATE INDEX announcement_open ON announcement (state, scheduled_at)
	WHERE state = 'scheduled' OR state = 'sending';	-- SQLite knows that one of them implies this, but not IN

CREATE TABLE meeting (
	id INTEGER PRIMARY KEY,
	list_id INTEGER NOT NULL REFERENCES list,
	title TEXT NOT NULL,
	starts_at INTEGER NOT NULL,
	length_s INTEGER NOT NULL CHECK (length_s > 0),
	timezone TEXT NOT NULL,
	place TEXT,
	link TEXT,
	agenda TEXT,			-- CommonMark
	state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'cancelled')),
	reason TEXT,
	created_at INTEGER NOT NULL
) STRICT;

-- One offset of one meeting: fires once, ever.
CREATE TABLE reminder (
	meeting_id INTEGER NOT NULL REFERENCES meeting,
	offset_s INTEGER NOT NULL CHECK (offset_s > 0),
	due_at INTEGER NOT NULL,
	state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'missed', 'cancelled')),
	PRIMARY KEY (meeting_id, offset_s)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due ON reminder (due_at, meeting_id, offset_s) WHERE state = 'pending';

CREATE VIEW reminder_public AS
	SELECT meeting_id, offset_s, due_at, state FROM reminder;

CREATE VIEW meeting_public AS
	SELECT id AS meeting_id, list_id, title, starts_at, length_s, timezone, place, link, state FROM meeting;

-- The outbox: one message to one address.
CREATE TABLE delivery (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,		-- confirm, welcome, announcement, reminder ...
	class INTEGER NOT NULL CHECK (class BETWEEN 0 AND 2),	-- 0 answers, 1 meetings, 2 newsletters
	-- While it is leased: the state it had. Words joined by OR: an IN of so many makes SQLite build a
	-- table of them at every UPDATE.
	state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR state = 'failed' OR
	    state = 'unsure' OR state = 'held' OR state = 'cancelled'),
	list_id INTEGER REFERENCES list,
	subscriber_id INTEGER REFERENCES subscriber ON DELETE SET NULL,
	announcement_id INTEGER REFERENCES announcement,
	meeting_id INTEGER REFERENCES meeting,
	variant INTEGER,		-- of a meeting's mails: the reminder's offset
	-- Read again at the lease. 1: only to active subscribers of list_id; 2: only to who was asked about it and
	-- has not answered.
	needs_consent INTEGER NOT NULL CHECK (needs_consent BETWEEN 0 AND 2),
	address TEXT,			-- NULL: the subscriber's, as it is when the mail goes
	due_at INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	doubts INTEGER NOT NULL DEFAULT 0,	-- times it was unsure
	settled_at INTEGER,
	reason TEXT			-- why it failed, is held or was cancelled
) STRICT;
CREATE INDEX delivery_due ON delivery (class, due_at, id) WHERE state IN ('queued', 'unsure');
CREATE INDEX delivery_progress ON delivery (announcement_id, state) WHERE announcement_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_meeting ON delivery (meeting_id, kind, variant, subscriber_id)
	WHERE meeting_id IS NOT NULL;
-- A person's; and an announcement goes to each once.
CREATE UNIQUE INDEX delivery_of ON delivery (subscriber_id, announcement_id) WHERE subscriber_id IS NOT NULL;
CREATE INDEX delivery_recent ON delivery (created_at) WHERE class = 0;
CREATE INDEX delivery_answers ON delivery (address, created_at) WHERE address IS NOT NULL;

-- The bytes of a message made for one person: the same at every attempt.
CREATE TABLE letter (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	message BLOB NOT NULL
) STRICT;

-- The journal of attempts that `explain` tells from. One tree, because each message adds a row.
CREATE TABLE attempt (
	delivery_id INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE,
	number INTEGER NOT NULL,	-- of this delivery, from 1
	at INTEGER NOT NULL,
	outcome TEXT NOT NULL,		-- sent retry failed unsure returned bounced
	relay TEXT NOT NULL,
	stage TEXT NOT NULL,
	code INTEGER NOT NULL,
	reply TEXT,
	PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
CREATE VIEW attempt_public AS SELECT delivery_id, at, outcome, relay, stage, code, reply FROM attempt;

-- Where an inbox was read up to.
CREATE TABLE inbox (
	name TEXT PRIMARY KEY,
	uidvalidity INTEGER NOT NULL DEFAULT 0,
	uid INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE inbound (
	id INTEGER PRIMARY KEY,
	inbox TEXT NOT NULL,
	hash BLOB NOT NULL UNIQUE,	-- SHA-256 of the message as it came: a second copy is the same mail
	received_at INTEGER NOT NULL,	-- by the inbox
	stored_at INTEGER NOT NULL,
	size INTEGER NOT NULL,
	is_cut INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('new', 'parsing', 'done', 'quarantined')),
	attempts INTEGER NOT NULL DEFAULT 0,	-- handed to the parser; committed before it
	kind TEXT,
	outcome TEXT,			-- what was done, in a word
	subscriber_id INTEGER REFERENCES subscriber ON DELETE SET NULL
) STRICT;
CREATE INDEX inbound_open ON inbound (id) WHERE state IN ('new', 'parsing');

CREATE TABLE inbound_raw (
	inbound_id INTEGER PRIMARY KEY REFERENCES inbound ON DELETE CASCADE,
	message BLOB NOT NULL
) STRICT;
