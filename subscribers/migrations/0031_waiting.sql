-- SPDX-License-Identifier: MIT
-- What waits in somebody's name: of each kind of wish the oldest and the newest, and what is hard to do otherwise first. Kept
-- only while it waits: the keyed hash of the mailbox in whose name it came, the kind's place in the order (wish_kind.h), and
-- the room that it waits for, where that is its kind's alone.
ALTER TABLE inbound ADD COLUMN name_hash BLOB;
ALTER TABLE inbound ADD COLUMN turn INTEGER;
ALTER TABLE inbound ADD COLUMN lane TEXT;
UPDATE inbound SET name_hash = sender_hash, turn = 100, lane = '' WHERE due_at IS NOT NULL;
DROP INDEX inbound_due_of;
CREATE INDEX inbound_due_of ON inbound (name_hash, turn, id) WHERE due_at IS NOT NULL;

-- The questions about a kind of right have a room of their own.
ALTER TABLE budget ADD COLUMN lane TEXT;
