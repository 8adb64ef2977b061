-- SPDX-License-Identifier: MIT
-- Reports on mailings, and mail that is still to go.

-- Whose mail servers hold something against us: a report by mail counts once for each recipient of a mailing.
CREATE TABLE objector (
	announcement_id INTEGER NOT NULL,
	delivery_id INTEGER NOT NULL,	-- an announcement goes to each recipient once
	at INTEGER NOT NULL,
	PRIMARY KEY (announcement_id, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX objector_age ON objector (at);

-- So many recipients' reports are the next reason to ask if they are too many; staff who resume are not asked
-- again at each further one. What reports counted until now was the same recipient's again and again.
ALTER TABLE objection ADD COLUMN look_at_reports INTEGER NOT NULL DEFAULT 0;
UPDATE objection SET from_reports = 0;

-- What is still to be sent.
CREATE VIEW delivery_unsent AS SELECT id AS delivery_id FROM delivery WHERE state IN ('queued', 'unsure');
