-- SPDX-License-Identifier: MIT
-- Windows, rates and history of sending.

-- Scheduled with --now: it goes at any hour.
ALTER TABLE announcement ADD COLUMN is_urgent INTEGER NOT NULL DEFAULT 0 CHECK (is_urgent IN (0, 1));

-- What a sender has. 'leased' may have its envelope under way, never its final dot; 'sending' may
-- have been accepted: after a crash exactly these are in doubt. Apart from delivery, so that two of
-- the three moves that every message makes write a few bytes of one page, whatever is queued. No foreign
-- key: what is leased is not deleted, and looking that up costs as much as the move.
CREATE TABLE lease (
	delivery_id INTEGER PRIMARY KEY,
	state TEXT NOT NULL CHECK (state = 'leased' OR state = 'sending')
) STRICT;

-- A delivery as it is counted, and as it is told of.
CREATE VIEW delivery_tally AS SELECT id AS delivery_id, kind, state, created_at FROM delivery;
CREATE VIEW delivery_public AS
	SELECT d.id AS delivery_id, d.kind, coalesce((SELECT e.state FROM lease e WHERE e.delivery_id = d.id),
	    d.state) AS state, d.list_id, d.subscriber_id, d.announcement_id, d.meeting_id, d.address,
	    d.about_hash, d.due_at, d.created_at, d.attempts, d.settled_at, d.reason
	FROM delivery d;

-- What is to be sent, by when: for the forecast of whoever waits for it.
CREATE VIEW delivery_later AS
	SELECT d.class, d.announcement_id, d.due_at FROM delivery d WHERE d.state IN ('queued', 'unsure');

-- Of what waits, and of what is settled, apart.
DROP INDEX delivery_progress;
CREATE INDEX delivery_waiting ON delivery (announcement_id)
	WHERE announcement_id IS NOT NULL AND settled_at IS NULL;
CREATE INDEX delivery_settled ON delivery (announcement_id, state)
	WHERE announcement_id IS NOT NULL AND settled_at IS NOT NULL;
CREATE INDEX delivery_open ON delivery (state, announcement_id) WHERE state = 'held' OR state = 'unsure';

-- What went to each relay, by slots of time: 10 seconds and an hour.
CREATE TABLE rate (
	relay TEXT NOT NULL,		-- its name in the configuration
	slot_s INTEGER NOT NULL,	-- the length of a slot
	slot INTEGER NOT NULL,		-- time / slot_s
	count INTEGER NOT NULL,
	PRIMARY KEY (relay, slot_s, slot)
) STRICT, WITHOUT ROWID;
