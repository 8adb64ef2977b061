-- SPDX-License-Identifier: MIT
-- A tip that came in somebody's name is theirs only once they have seen it: the mail that showed it.
ALTER TABLE tip ADD COLUMN shown_id INTEGER;
CREATE UNIQUE INDEX tip_shown ON tip (shown_id) WHERE shown_id IS NOT NULL;

-- Their further addresses as they were, too: an undo of a change of address gives them back.
ALTER TABLE earlier ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]';
