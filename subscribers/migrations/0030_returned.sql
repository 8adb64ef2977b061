-- SPDX-License-Identifier: MIT
-- What went to a person to be read, a person of ours or one who leads, and came back: nobody has read it until somebody has
-- looked, or it went to another who has.
CREATE TABLE returned (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	inbound_id INTEGER,		-- what somebody wrote; NULL: it is ours, a list or a tip
	state TEXT NOT NULL CHECK (state IN ('new', 'passed', 'unread')),	-- 'new': it is to go to our person
	passed_id INTEGER,		-- in this delivery it went to our person
	why TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX returned_new ON returned (delivery_id) WHERE state = 'new';
CREATE INDEX returned_unread ON returned (delivery_id) WHERE state = 'unread';
CREATE INDEX returned_passed ON returned (passed_id) WHERE passed_id IS NOT NULL;
CREATE INDEX returned_inbound ON returned (inbound_id) WHERE inbound_id IS NOT NULL;

-- What nobody has read.
CREATE VIEW delivery_unread AS SELECT delivery_id FROM returned WHERE state = 'unread';
CREATE VIEW inbound_unread AS SELECT inbound_id FROM returned WHERE state = 'unread' AND inbound_id IS NOT NULL;
