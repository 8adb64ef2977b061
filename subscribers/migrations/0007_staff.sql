-- SPDX-License-Identifier: MIT
-- Staff, the token key's marks, the yearly mail, what retention asks for.

-- Who may use dpupctl, besides root and the daemon's own user: an account of this machine, what it may
-- do, and where its person gets proofs. Who is taken out keeps their rows of audit.
CREATE TABLE staff (
	id INTEGER PRIMARY KEY,
	account TEXT NOT NULL UNIQUE CHECK (length(account) BETWEEN 1 AND 63),
	address TEXT,			-- NULL: forgotten at the person's wish; the account stays
	address_key TEXT UNIQUE,
	created_at INTEGER NOT NULL,
	created_by TEXT NOT NULL,
	CHECK ((address IS NULL) = (address_key IS NULL))
) STRICT;

CREATE TABLE staff_role (
	staff_id INTEGER NOT NULL REFERENCES staff ON DELETE CASCADE,
	role TEXT NOT NULL CHECK (role IN ('author', 'approver', 'convenor', 'privacy', 'admin')),
	list_id INTEGER REFERENCES list,	-- a convenor's community; NULL for the other roles
	CHECK ((role = 'convenor') = (list_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX staff_role_once ON staff_role (staff_id, role, coalesce(list_id, 0));

-- Which token keys this store was used with, by a mark of each: a copy that comes back without its key
-- file is noticed before a new key is made, and everything that was signed is void.
CREATE TABLE key_mark (
	number INTEGER PRIMARY KEY CHECK (number > 0),
	mark BLOB NOT NULL,
	noted_at INTEGER NOT NULL
) STRICT;

-- The yearly mail: where each person with a subscription is in it. A row comes with the first consent.
CREATE TABLE yearly (
	subscriber_id INTEGER PRIMARY KEY REFERENCES subscriber ON DELETE CASCADE,
	state TEXT NOT NULL CHECK (state IN ('agreed', 'asked', 'reminded', 'paused')),
	since_at INTEGER NOT NULL,	-- what the time to the next step is counted from
	mailed_at INTEGER		-- the last of these mails
) STRICT;
CREATE INDEX yearly_next ON yearly (state, since_at);
CREATE INDEX yearly_mailed ON yearly (mailed_at) WHERE mailed_at IS NOT NULL;
INSERT INTO yearly (subscriber_id, state, since_at)
	SELECT subscriber_id, 'agreed', min(since_at) FROM membership WHERE state = 'active' GROUP BY subscriber_id;

-- What retention looks for, by its age.
CREATE INDEX consent_ended ON consent (at) WHERE subscriber_id IS NULL;
-- A question is no proof, and what ends it has a later row: files that bring a million people add
-- nothing to this index, whose order is as random as its hashes.
CREATE INDEX consent_by ON consent (address_hash, at) WHERE act <> 'asked';
CREATE INDEX inbound_known ON inbound (stored_at) WHERE sender_hash IS NOT NULL OR subscriber_id IS NOT NULL;
