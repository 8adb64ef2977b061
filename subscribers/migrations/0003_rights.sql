-- SPDX-License-Identifier: MIT
-- What people may see, correct and have erased.

-- Where people work: an agency, an NGO, a provider.
CREATE TABLE organisation (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
	name_key TEXT NOT NULL UNIQUE,	-- folded: without capitals and macrons
	kind TEXT NOT NULL CHECK (kind IN ('agency', 'ngo', 'provider', 'other')),
	sectors TEXT NOT NULL DEFAULT '',	-- words of organisation.c's table, in its order: "housing health"
	region TEXT,			-- ISO 3166-2:NZ suffix, lower case
	is_foundational INTEGER NOT NULL DEFAULT 0 CHECK (is_foundational IN (0, 1)),
	stage TEXT NOT NULL DEFAULT 'not started' CHECK (stage IN ('not started', 'exploring', 'planning',
	    'adopting', 'embedded')),
	contact TEXT,			-- who to talk to there: a name or an address
	created_at INTEGER NOT NULL
) STRICT;

-- All of it is voluntary (IPP 1): nothing but the address is needed.
ALTER TABLE subscriber ADD COLUMN name TEXT CHECK (length(name) BETWEEN 1 AND 120);
ALTER TABLE subscriber ADD COLUMN organisation TEXT CHECK (length(organisation) BETWEEN 1 AND 120);
ALTER TABLE subscriber ADD COLUMN region TEXT;
ALTER TABLE subscriber ADD COLUMN is_role INTEGER NOT NULL DEFAULT 0 CHECK (is_role IN (0, 1));
ALTER TABLE subscriber ADD COLUMN moved_at INTEGER;	-- older mails prove nothing about the person

-- The question of a sign-up is asked once more, and then not again.
ALTER TABLE subscription ADD COLUMN reminded_at INTEGER;
CREATE INDEX subscription_unanswered ON subscription (asked_at)
	WHERE state = 'pending' AND reminded_at IS NULL;

-- What somebody asked for in a person's name, until the person says yes to the mail that asks.
CREATE TABLE wish (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	verb TEXT NOT NULL,
	args TEXT NOT NULL,
	asked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX wish_of ON wish (subscriber_id);
CREATE INDEX wish_asked ON wish (asked_at);

-- Who wrote a message and whom a forwarded one is about, by keyed hash: found when they are to be
-- forgotten, also where they are not subscribers.
ALTER TABLE inbound ADD COLUMN sender_hash BLOB;
CREATE INDEX inbound_by ON inbound (sender_hash) WHERE sender_hash IS NOT NULL;
CREATE INDEX inbound_of ON inbound (subscriber_id) WHERE subscriber_id IS NOT NULL;
ALTER TABLE delivery ADD COLUMN about_hash BLOB;
CREATE INDEX delivery_about ON delivery (about_hash) WHERE about_hash IS NOT NULL;

-- 1: to be erased as soon as it is not under way; 2: erased.
ALTER TABLE delivery ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased BETWEEN 0 AND 2);
CREATE INDEX delivery_to_erase ON delivery (id) WHERE erased = 1;
CREATE INDEX delivery_person ON delivery (lower(address), created_at) WHERE address IS NOT NULL;
CREATE INDEX delivery_questions ON delivery (lower(substr(address, instr(address, '@') + 1)), created_at)
	WHERE kind = 'confirm';

-- What staff did. Each row's hash covers the row and the hash before it, so that none can be changed
-- or taken out of the middle unseen. No names and addresses: those by keyed hash.
CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	verb TEXT NOT NULL,
	object TEXT NOT NULL,
	hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at);

-- Who looked at what is held about people; people by keyed hash.
CREATE TABLE lookup (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	verb TEXT NOT NULL,
	object TEXT NOT NULL
) STRICT;
CREATE INDEX lookup_at ON lookup (at);

-- What was disposed of, by day and class: counts only (Public Records Act 2005, GDA 7).
CREATE TABLE disposal (
	day INTEGER NOT NULL,		-- days since 1970 UTC
	class TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (day, class)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_age ON delivery (created_at) WHERE erased = 0;
CREATE INDEX subscription_left ON subscription (left_at) WHERE state = 'left';
