-- SPDX-License-Identifier: MIT
-- An office whose convenor's address changed is held: it goes with no address by itself, and nobody acts by it or is written
-- to until staff name who leads, or the change is undone.
ALTER TABLE convenor ADD COLUMN held_at INTEGER;	-- NULL: it is not
ALTER TABLE convenor ADD COLUMN holder_id INTEGER REFERENCES subscriber ON DELETE SET NULL;	-- whose it was
ALTER TABLE convenor ADD COLUMN heir_id INTEGER REFERENCES subscriber ON DELETE SET NULL;	-- who may come after them
CREATE INDEX convenor_holder ON convenor (holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX convenor_heir ON convenor (heir_id) WHERE heir_id IS NOT NULL;

DROP VIEW convenor_public;
CREATE VIEW convenor_public AS SELECT id AS convenor_id, list_id, coalesce(series_id, 0) AS series_id,
	coalesce(meeting_id, 0) AS meeting_id, address, held_at IS NOT NULL AS is_held FROM convenor;

-- What there is still something to lead of.
CREATE VIEW meeting_led AS SELECT id AS meeting_id, series_id, starts_at + length_s AS ends_at FROM meeting
	WHERE state = 'planned';
CREATE VIEW series_led AS SELECT id AS series_id FROM series WHERE state = 'open';
