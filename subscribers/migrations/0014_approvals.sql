-- SPDX-License-Identifier: MIT
-- Who approved which text, to go to how many; who had a hand in it; and what they saw of it last.

CREATE TABLE approval (
	id INTEGER PRIMARY KEY,
	announcement_id INTEGER NOT NULL REFERENCES announcement,
	hash BLOB NOT NULL CHECK (length(hash) = 32),	-- of subject, body, images, list and audience
	recipients INTEGER NOT NULL,	-- as many would have got it then
	actor TEXT NOT NULL,
	at INTEGER NOT NULL,
	-- What is made of parts that people approved one by one needs no other approval.
	is_waiver INTEGER NOT NULL DEFAULT 0 CHECK (is_waiver IN (0, 1)),
	voided_at INTEGER,
	reason TEXT,			-- why it is void
	CHECK ((voided_at IS NULL) = (reason IS NULL))
) STRICT;
CREATE INDEX approval_of ON approval (announcement_id);
CREATE UNIQUE INDEX approval_once ON approval (announcement_id, actor) WHERE voided_at IS NULL;

-- The accounts that wrote or changed an announcement: none of them approves it.
CREATE TABLE writer (
	announcement_id INTEGER NOT NULL REFERENCES announcement,
	account TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (announcement_id, account)
) STRICT, WITHOUT ROWID;
INSERT INTO writer (announcement_id, account, at) SELECT id, author, created_at FROM announcement;

-- What an account was shown last: an approval without more words is of this.
CREATE TABLE look (
	announcement_id INTEGER NOT NULL REFERENCES announcement,
	account TEXT NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	recipients INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (announcement_id, account)
) STRICT, WITHOUT ROWID;

-- What was approved before, by the rules of then, goes as it was planned.
INSERT INTO approval (announcement_id, hash, recipients, actor, at, is_waiver)
	SELECT id, zeroblob(32), 0, coalesce(approver, author), created_at, 1 FROM announcement
	WHERE state IN ('approved', 'scheduled');
