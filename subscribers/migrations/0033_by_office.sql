-- SPDX-License-Identifier: MIT
-- What goes to an address by what is led from there (1): that is read again when it is sent. 2: it was not so any more; it did
-- not go, and what people wrote in it is still to be passed on.
ALTER TABLE delivery ADD COLUMN by_office INTEGER NOT NULL DEFAULT 0 CHECK (by_office BETWEEN 0 AND 2);
CREATE INDEX delivery_not_led ON delivery (id) WHERE by_office = 2;
UPDATE delivery SET by_office = 1 WHERE state IN ('queued', 'unsure', 'held') AND announcement_id IS NULL
	AND kind IN ('attendance', 'beside', 'change-check', 'convened', 'forward', 'noted', 'notes-check', 'tip')
	AND lower(address) IN (SELECT address_key FROM convenor);
