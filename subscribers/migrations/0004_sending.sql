-- SPDX-License-Identifier: MIT
-- Windows, rates and history of sending.

-- Scheduled with --now: it goes at any hour.
ALTER TABLE announcement ADD COLUMN is_urgent INTEGER NOT NULL DEFAULT 0 CHECK (is_urgent IN (0, 1));

-- Of what waits, and of what is settled, apart: the moves between queued, leased and sending, two of
-- the three that every message makes, then leave the large indexes alone.
DROP INDEX delivery_progress;
CREATE INDEX delivery_waiting ON delivery (announcement_id)
	WHERE announcement_id IS NOT NULL AND settled_at IS NULL;
CREATE INDEX delivery_settled ON delivery (announcement_id, state)
	WHERE announcement_id IS NOT NULL AND settled_at IS NOT NULL;
DROP INDEX delivery_open;
CREATE INDEX delivery_open ON delivery (state, announcement_id)
	WHERE state = 'leased' OR state = 'sending' OR state = 'held' OR state = 'unsure';

-- What went to each relay, by slots of time: 10 seconds and an hour.
CREATE TABLE rate (
	relay TEXT NOT NULL,		-- its name in the configuration
	slot_s INTEGER NOT NULL,	-- the length of a slot
	slot INTEGER NOT NULL,		-- time / slot_s
	count INTEGER NOT NULL,
	PRIMARY KEY (relay, slot_s, slot)
) STRICT, WITHOUT ROWID;
